# SPDX-License-Identifier: Apache-2.0
"""Run by torchrun: one rank of a training that goes on until an alert stops it; prints rank, last step and run's state.

Arguments: lightning or transformers, endpoint, directory.
"""

import os
import sys
from typing import Any

import torch

MOST = 5000


def fit_lightning(endpoint: str, root: str) -> int:
    import lightning.pytorch as lightning  # noqa: PLC0415
    from test_lightning import Regression  # noqa: PLC0415

    from koopwatch.lightning import KoopwatchCallback  # noqa: PLC0415

    trainer = lightning.Trainer(
        accelerator="cpu", devices=2, strategy="ddp", max_steps=MOST, logger=False, enable_checkpointing=False,
        enable_progress_bar=False, enable_model_summary=False, default_root_dir=root,
        callbacks=[KoopwatchCallback("r", endpoint=endpoint, stop_on=["critical"], mechanics={"every": 1})],
    )  # fmt: skip
    rows: Any = torch.randn(64, 4)
    trainer.fit(Regression(), torch.utils.data.DataLoader(rows, batch_size=2))
    return int(trainer.global_step)


def train_transformers(endpoint: str, root: str) -> int:
    from test_transformers import train  # noqa: PLC0415

    from koopwatch.transformers import KoopwatchCallback  # noqa: PLC0415

    callback = KoopwatchCallback("r", endpoint=endpoint, stop_on=["critical"], mechanics={"every": 1})
    trainer: Any = train(callback, root, steps=MOST)  # type: ignore[arg-type,unused-ignore]
    return int(trainer.state.global_step)


if __name__ == "__main__":
    which, endpoint, root = sys.argv[1:]
    torch.set_num_threads(1)
    steps = (fit_lightning if which == "lightning" else train_transformers)(endpoint, root)
    print(f"RANK {os.environ['RANK']} STEPS {steps}", flush=True)
