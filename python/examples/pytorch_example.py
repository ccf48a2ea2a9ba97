# SPDX-License-Identifier: Apache-2.0
"""A small network on handwritten digits in PyTorch, with the gauges of the mechanics of learning.

What to look at, in the run ``pytorch``: the whole model is one observable of 1,024 numbers with a range for each
layer. Among its scalars ``translation_charge`` shrinks by exp(-lr * decay) a step and by nothing else: the softmax does
not see what it measures. ``distance_from_init_ratio`` says how far the weights have moved; ``vanishing_units`` and
``redundant_units`` how many of the 64 hidden ones are not needed.

    ./koopwatch up
    python pytorch_example.py
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

import koopwatch
from koopwatch import mechanics

DIGITS = Path(__file__).parents[2] / "agent/src/main/resources/demo/digits.csv.gz"


def main() -> None:
    options = arguments()
    data = torch.from_numpy(np.loadtxt(DIGITS, delimiter=",", dtype=np.float32))
    x, y = data[:, :64] / 16, data[:, 64].long()
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, weight_decay=1e-3)

    run = koopwatch.init(run="pytorch", group="examples", endpoint=options.endpoint, mode=options.mode)
    run.attach(model, optimizer)
    gauges = mechanics.of(model, every=10, softmax="2")
    print(gauges.describe())
    for step in range(options.steps):
        batch = torch.randint(len(x), (64,))
        loss = nn.functional.cross_entropy(model(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        run.log({"loss": loss.item(), "lr": 0.1}, step=step)
        gauges.log(run, step)
    run.finish()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="HOST:PORT (localhost:50051)")
    parser.add_argument("--mode", help="online, offline or disabled")
    parser.add_argument("--steps", type=int, default=2000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
