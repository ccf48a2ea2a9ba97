# SPDX-License-Identifier: Apache-2.0
"""A tiny GPT-2 made from its config learns to count in strides of 1 to 4, modulo 31, with the Trainer of transformers.

What to look at, in the run ``trainer``: while the learning rate warms up (scalar ``lr``), modes lie outside the unit
circle and the update energy grows; while it goes down to 0, the spectral radius falls below 1. ``loss`` and
``grad_norm`` come from the Trainer's own log.

    ./koopwatch up
    python trainer_example.py
"""

import argparse
import tempfile

import torch
from transformers import GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments

from koopwatch.transformers import KoopwatchCallback

NUMBERS, LENGTH = 31, 16


def main() -> None:
    options = arguments()
    torch.manual_seed(0)
    model = GPT2LMHeadModel(GPT2Config(vocab_size=NUMBERS, n_positions=LENGTH, n_embd=32, n_layer=1, n_head=2))
    koopwatch = KoopwatchCallback(
        "trainer", group="examples", mechanics=True, endpoint=options.endpoint, mode=options.mode
    )
    with tempfile.TemporaryDirectory() as directory:
        settings = TrainingArguments(
            directory, max_steps=options.steps, warmup_steps=options.steps // 4, learning_rate=3e-3, logging_steps=1,
            per_device_train_batch_size=16, save_strategy="no", report_to=[], use_cpu=True, disable_tqdm=True,
        )  # fmt: skip
        Trainer(model, settings, train_dataset=sequences(), callbacks=[koopwatch]).train()


def sequences() -> list[dict[str, torch.Tensor]]:
    """Every start, strides of 1 to 4: s, s + d, s + 2 d, ... modulo 31."""
    start, stride = torch.meshgrid(torch.arange(NUMBERS), torch.arange(1, 5), indexing="ij")
    rows = (start[..., None] + stride[..., None] * torch.arange(LENGTH)) % NUMBERS
    return [{"input_ids": row, "labels": row} for row in rows.reshape(-1, LENGTH)]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="HOST:PORT (localhost:50051)")
    parser.add_argument("--mode", help="online, offline or disabled")
    parser.add_argument("--steps", type=int, default=600)
    return parser.parse_args()


if __name__ == "__main__":
    main()
