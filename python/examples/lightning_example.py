# SPDX-License-Identifier: Apache-2.0
"""The same digits with Lightning: two runs of one group, of a narrow and of a wide hidden layer.

What to look at, in the group ``lightning``: the spectra of the runs ``width-4`` and ``width-64`` at equal steps, the
one that can hardly learn and the one that does. Both observe their last layer; spectra compare although its sizes
differ.

    ./koopwatch up
    python lightning_example.py
"""

import argparse
from pathlib import Path

import lightning
import numpy as np
import torch
from torch import nn

from koopwatch.lightning import KoopwatchCallback

DIGITS = Path(__file__).parents[2] / "agent/src/main/resources/demo/digits.csv.gz"


class Classifier(lightning.LightningModule):
    """64 pixels, one hidden layer, 10 digits."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Linear(width, 10))

    def training_step(self, batch: list[torch.Tensor], index: int) -> torch.Tensor:
        x, y = batch
        return nn.functional.cross_entropy(self.layers(x), y)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.SGD(self.parameters(), lr=0.1)


def main() -> None:
    options = arguments()
    data = torch.from_numpy(np.loadtxt(DIGITS, delimiter=",", dtype=np.float32))
    digits = torch.utils.data.TensorDataset(data[:, :64] / 16, data[:, 64].long())
    for width in (4, 64):
        lightning.seed_everything(0)
        koopwatch = KoopwatchCallback(
            f"width-{width}", group="lightning", observe="last_layer", endpoint=options.endpoint, mode=options.mode
        )
        trainer = lightning.Trainer(
            accelerator="cpu", max_steps=options.steps, callbacks=[koopwatch], logger=False, enable_checkpointing=False
        )
        trainer.fit(Classifier(width), torch.utils.data.DataLoader(digits, batch_size=64, shuffle=True))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="HOST:PORT (localhost:50051)")
    parser.add_argument("--mode", help="online, offline or disabled")
    parser.add_argument("--steps", type=int, default=1000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
