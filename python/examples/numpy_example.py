# SPDX-License-Identifier: Apache-2.0
"""Softmax regression on handwritten digits in plain NumPy, whose learning rate quadruples at two thirds of the way.

What to look at, in the run ``numpy``: the leading modes settle near 1, the slow directions of the training. At step
800 of 1,200 the updates grow at once, and the detector says so within a few steps.

    ./koopwatch up
    python numpy_example.py
"""

import argparse
from pathlib import Path

import numpy as np

import koopwatch

DIGITS = Path(__file__).parents[2] / "agent/src/main/resources/demo/digits.csv.gz"


def main() -> None:
    options = arguments()
    data = np.loadtxt(DIGITS, delimiter=",", dtype=np.float32)
    x, y = data[:, :64] / 16, np.eye(10, dtype=np.float32)[data[:, 64].astype(int)]
    random, weights = np.random.default_rng(0), np.zeros((64, 10), np.float32)

    run = koopwatch.init(run="numpy", group="examples", endpoint=options.endpoint, mode=options.mode)
    for step in range(options.steps):
        batch = random.choice(len(x), 64)
        p = softmax(x[batch] @ weights)
        loss = -np.log((p * y[batch]).sum(1)).mean()
        rate = 0.1 if step < 2 * options.steps // 3 else 0.4
        weights -= rate * x[batch].T @ (p - y[batch]) / 64

        run.publish(step, weights)
        run.log({"loss": loss}, step=step)
    run.finish()


def softmax(logits: np.ndarray) -> np.ndarray:
    e: np.ndarray = np.exp(logits - logits.max(1, keepdims=True))
    e /= e.sum(1, keepdims=True)
    return e


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="HOST:PORT (localhost:50051)")
    parser.add_argument("--mode", help="online, offline or disabled")
    parser.add_argument("--steps", type=int, default=1200)
    return parser.parse_args()


if __name__ == "__main__":
    main()
