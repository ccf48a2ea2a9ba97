# SPDX-License-Identifier: Apache-2.0
"""A curriculum as a trajectory: handwritten digits, first two of them, then five, then all ten, in plain NumPy.

What to look at, in the run ``curriculum``: at steps 600 and 1,100 new classes come in. Each is a change of the data,
and of nothing else: loss and update energy jump. With ``--announce`` the script says so itself by a mark, and what was
an alert becomes a note that expected it.

    ./koopwatch up
    python curriculum.py
"""

import argparse
from pathlib import Path

import numpy as np

import koopwatch

DIGITS = Path(__file__).parents[2] / "agent/src/main/resources/demo/digits.csv.gz"
LESSONS = {0: 2, 600: 5, 1100: 10}  # from this step on, so many classes
HIDDEN, BATCH, RATE = 24, 64, 0.1


def main() -> None:
    options = arguments()
    data = np.loadtxt(DIGITS, delimiter=",", dtype=np.float32)
    x, y = data[:, :64] / 16, data[:, 64].astype(int)
    random = np.random.default_rng(0)
    weights = [random.standard_normal((64, HIDDEN)) / 8, random.standard_normal((HIDDEN, 10)) / np.sqrt(HIDDEN)]

    run = koopwatch.init(run="curriculum", group="examples", endpoint=options.endpoint, mode=options.mode)
    for step in range(options.steps):
        if step in LESSONS:
            lesson = np.flatnonzero(y < LESSONS[step])
            if options.announce and step:
                run.mark(f"lesson of {LESSONS[step]} classes", step=step)
        batch = random.choice(lesson, BATCH)
        loss, gradients = learn(weights, x[batch], y[batch])
        run.publish(step, np.concatenate([w.ravel() for w in weights]))
        run.log({"loss": loss, "classes": float(y[lesson].max() + 1)}, step=step)
        weights = [w - RATE * g for w, g in zip(weights, gradients, strict=True)]
    run.finish()


def learn(weights: list[np.ndarray], x: np.ndarray, y: np.ndarray) -> tuple[float, list[np.ndarray]]:
    """Mean cross-entropy of a network with one layer of tanh units, and its gradients."""
    hidden = np.tanh(x @ weights[0])
    logits = hidden @ weights[1]
    logits -= logits.max(1, keepdims=True)
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    p[np.arange(len(y)), y] -= 1
    slope = p / len(y)
    return float(loss), [x.T @ ((slope @ weights[1].T) * (1 - hidden**2)), hidden.T @ slope]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", help="HOST:PORT (localhost:50051)")
    parser.add_argument("--mode", help="online, offline or disabled")
    parser.add_argument("--steps", type=int, default=1600)
    parser.add_argument("--announce", action="store_true", help="mark the lessons")
    return parser.parse_args()


if __name__ == "__main__":
    main()
