# SPDX-License-Identifier: Apache-2.0
"""A tiny GPT-2 made from its config learns to count modulo 31, trained by the Trainer of transformers.

What to look at, in the run ``trainer``: the linear warm-up of the learning rate, which the page shows as scalar ``lr``,
moves the whole spectrum, for 1 - lambda is proportional to the rate. When the loss falls off its plateau the update
energy rises with it; ``grad_norm`` comes from the Trainer's own log.

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
    """Every start and every stride: s, s + d, s + 2 d, ... modulo 31."""
    start, stride = torch.meshgrid(torch.arange(NUMBERS), torch.arange(1, NUMBERS), indexing="ij")
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
