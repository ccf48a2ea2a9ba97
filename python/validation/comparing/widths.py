# SPDX-License-Identifier: Apache-2.0
"""Fully connected networks of width 5, 10 and 40 told apart, as in figure 3 of the paper.

    python -m validation.comparing.widths --data DIR [--mnist FOLDER] [--replicas 16] [--side 8] [--steps 4000]

Data: MNIST where a folder holds train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz, else the digits of the demo.
Trains what is not in DIR yet. Prints for every pair of widths, with preset denoised: the area under the ROC curve of
pair distances with its bootstrap interval, what `compare` says of disjoint eights against eights, and at which look a
live comparison would call them different; beside it the same permutation of norms and of loss curves. Last, how often
replicas of one width are called different.
"""

from __future__ import annotations

import argparse
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from validation.comparing import engine, inference, trajectories
from validation.comparing.inference import Array

WIDTHS = {5: 5000, 10: 6000, 40: 7000}
AT_ONCE = 8
WINDOW = 1000  # steps


def files(options: argparse.Namespace) -> dict[int, list[Path]]:
    """The recorded replicas of every width; trained now where they are not there."""
    numbers = range(1, options.replicas + 1)
    found = {width: [options.data / f"width{width}-{base + i}.npz" for i in numbers] for width, base in WIDTHS.items()}
    for width, paths in found.items():
        missing = [path for path in paths if not path.exists()]
        data = (trajectories.mnist(options.mnist) if options.mnist else trajectories.digits()) if missing else None
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            seeds = [int(path.stem.rpartition("-")[2]) for path in some]
            assert data is not None
            for path, run in zip(some, trajectories.dense(seeds, width, options.steps, data), strict=True):
                trajectories.write(options.data, path.stem, run)
    return found


def distances(paths: list[Path], rows: int) -> dict[tuple[int, int], Array]:
    """W1 of all pairs by window."""
    spectra = []
    for path in paths:
        plain = path.with_suffix(".npy")
        np.save(plain, np.load(path)["x"][:rows])
        spectra.append(engine.spectra(plain, "--preset", "denoised"))
        plain.unlink()
    return {w: inference.matrix([s[w] for s in spectra], inference.w1) for w in spectra[0]}


def live(cells: list[Array], options: argparse.Namespace, a: Array, b: Array) -> list[int]:
    """The look at which a live comparison calls disjoint groups of replicas different; look 1 is after 1,000 steps."""
    looks = []
    for start in range(0, options.replicas - options.side + 1, options.side):
        some = np.r_[a[start : start + options.side], b[start : start + options.side]]
        looks.append(inference.first_look([d[np.ix_(some, some)] for d in cells], options.side))
    return looks


def null(cells: list[Array], mean: Array, side: int = 6, draws: int = 200) -> dict[str, int]:
    """How often random sixes of one width are called different, over all windows and live; draws share replicas."""
    random, replicas = np.random.default_rng(1), len(mean) // len(WIDTHS)
    called = {"of": 0, "compare": 0, "live": 0}
    for width in range(len(WIDTHS)):
        for _ in range(draws):
            some = width * replicas + random.permutation(replicas)[: 2 * side]
            called["of"] += 1
            called["compare"] += inference.p_value(mean[np.ix_(some, some)], side) <= 0.05
            called["live"] += inference.first_look([d[np.ix_(some, some)] for d in cells], side) > 0
    return {name: int(count) for name, count in called.items()}


def compared(options: argparse.Namespace, a: list[Path], b: list[Path]) -> list[dict[str, Any]]:
    """What the command says of disjoint groups of replicas."""
    said = []
    for start in range(0, len(a) - options.side + 1, options.side):
        some = slice(start, start + options.side)
        left = engine.stacked(options.data / "a.npy", a[some], options.steps)
        right = engine.stacked(options.data / "b.npy", b[some], options.steps)
        said.append(engine.compare(left, right, "--preset", "denoised"))
    return said


def baselines(options: argparse.Namespace, a: list[Path], b: list[Path]) -> dict[str, list[float]]:
    """p of the same permutation on curves of the norm and of the loss (means of 100 steps)."""
    found: dict[str, list[float]] = {}
    for name in ("norm", "loss"):
        for start in range(0, len(a) - options.side + 1, options.side):
            some = a[start : start + options.side] + b[start : start + options.side]
            curves = [np.load(path)[name][: options.steps // 100 * 100].reshape(-1, 100).mean(1) for path in some]
            d = inference.matrix(curves, inference.curve)
            found.setdefault(name, []).append(inference.p_value(d, options.side))
    return found


def main() -> None:
    """Prints the figures, one line of JSON for each pair of widths."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--mnist", type=Path)
    parser.add_argument("--replicas", type=int, default=16, help="of each width (16)")
    parser.add_argument("--side", type=int, default=8, help="replicas a side of a permutation test (8)")
    parser.add_argument("--steps", type=int, default=4000)
    options = parser.parse_args()
    found = files(options)
    windows = distances([path for paths in found.values() for path in paths], options.steps)
    d = np.asarray(np.mean(list(windows.values()), axis=0))
    cells = [of for (first, _), of in windows.items() if first % WINDOW == 0]
    place = {width: np.arange(options.replicas) + options.replicas * i for i, width in enumerate(found)}
    for a, b in combinations(found, 2):
        both = np.r_[place[a], place[b]]
        pair = d[np.ix_(both, both)]
        figures = {
            "widths": [a, b],
            "area": inference.area(pair, options.replicas),
            "area_interval": inference.area_interval(pair, options.replicas),
            "compare": compared(options, found[a], found[b]),
            "live": live(cells, options, place[a], place[b]),
            "baselines_p": baselines(options, found[a], found[b]),
        }
        print(json.dumps(figures), flush=True)
    print(json.dumps({"one width, called different": null(cells, d)}))


if __name__ == "__main__":
    main()
