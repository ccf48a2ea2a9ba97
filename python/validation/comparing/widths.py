# SPDX-License-Identifier: Apache-2.0
"""Fully connected networks of width 5, 10 and 40 told apart, as in figure 3 of the paper.

    python -m validation.comparing.widths --data DIR [--mnist FOLDER] [--replicas 16] [--side 8] [--steps 4000]

Data: MNIST where a folder holds train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz, else the digits of the demo.
Trains what is not in DIR yet. Prints for every pair of widths, with preset denoised: the area under the ROC curve of
pair distances with its bootstrap interval, and what `compare` says of disjoint eights against eights; beside it the
same permutation of norms and of loss curves.
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


def mean_distances(paths: list[Path], rows: int) -> Array:
    """W1 of all pairs, averaged over the windows at equal steps, as `compare` does."""
    spectra = []
    for path in paths:
        plain = path.with_suffix(".npy")
        np.save(plain, np.load(path)["x"][:rows])
        spectra.append(engine.spectra(plain, "--preset", "denoised"))
        plain.unlink()
    windows = spectra[0].keys()
    return np.asarray(np.mean([inference.matrix([s[w] for s in spectra], inference.w1) for w in windows], axis=0))


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
    d = mean_distances([path for paths in found.values() for path in paths], options.steps)
    place = {width: np.arange(options.replicas) + options.replicas * i for i, width in enumerate(found)}
    for a, b in combinations(found, 2):
        both = np.r_[place[a], place[b]]
        pair = d[np.ix_(both, both)]
        figures = {
            "widths": [a, b],
            "area": inference.area(pair, options.replicas),
            "area_interval": inference.area_interval(pair, options.replicas),
            "compare": compared(options, found[a], found[b]),
            "baselines_p": baselines(options, found[a], found[b]),
        }
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
