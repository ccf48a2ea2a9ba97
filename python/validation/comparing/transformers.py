# SPDX-License-Identifier: Apache-2.0
"""Grokking transformers against norm-constrained ones: how far apart their spectra lie, and what simpler numbers say.

    python -m validation.comparing.transformers --data DIR [--replicas 12] [--first 1] [--side 6]

Trains what is not in DIR yet. Prints, for the early window (steps 0 to 59, delays 16) and the first full one (0 to 99,
delays 32) of preset paper and for each baseline in the same steps: mean distances, the area under the ROC curve of
pair distances with its bootstrap interval, and the permutation p of disjoint sixes against sixes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from validation.comparing import engine, inference, trajectories
from validation.comparing.inference import Array

Spectra = dict[tuple[int, int], Array]

ARMS = {"free": 1000, "constrained": 2000}
LONG, STEPS = 3, 100  # the first replicas go on to step 199, for the picture
WINDOWS = {"early window, steps 0 to 59": (0, 59), "first full window, steps 0 to 99": (0, 99)}
# The early window's settings as those of a full one: `compare` otherwise averages over both.
EARLY = ("--window", "60", "--delays", "16")


def files(data: Path, replicas: int, first: int) -> dict[str, list[Path]]:
    """The recorded replicas of either arm; trained now where they are not there."""
    found: dict[str, list[Path]] = {}
    for i in range(first, first + replicas):
        for arm, base in ARMS.items():
            path = data / f"{arm}-{base + i}.npz"
            if not path.exists():
                steps = 2 * STEPS if i <= LONG else STEPS
                trajectories.write(data, path.stem, trajectories.transformer(arm, base + i, steps))
            found.setdefault(arm, []).append(path)
    return found


def spectra(path: Path) -> Spectra:
    """Of preset paper, of the first rows that all replicas have."""
    rows = path.with_suffix(".npy")
    np.save(rows, np.load(path)["x"][:STEPS])
    try:
        return engine.spectra(rows, "--preset", "paper")
    finally:
        rows.unlink()


def distances(paths: list[Path], of: list[Spectra], window: tuple[int, int]) -> Iterator[tuple[str, Array]]:
    """What is compared, and the distances of all pairs of replicas."""
    steps = slice(window[0], window[1] + 1)
    runs = [np.load(path) for path in paths]
    yield "spectra", inference.matrix([windows[window] for windows in of], inference.w1)
    for name in ("norm", "loss"):
        yield name, inference.matrix([run[name][steps] for run in runs], inference.curve)
    yield "norm over its start", inference.matrix([r["norm"][steps] / r["norm"][0] for r in runs], inference.curve)
    yield "update energy", inference.matrix([energy(run["x"][steps]) for run in runs], inference.curve)


def energy(rows: Array) -> Array:
    """Logarithms of the squared lengths of the updates."""
    squares = np.diff(rows.astype(float), axis=0) ** 2
    return np.asarray(np.log(squares.sum(axis=1)))


def figures(d: Array, side: int) -> dict[str, Any]:
    """[n, n] distances, the first half of one arm."""
    half = len(d) // 2
    between = d[:half, half:].mean()
    i, j = np.triu_indices(half, 1)
    within = np.concatenate([d[:half, :half][i, j], d[half:, half:][i, j]]).mean()
    sixes = [np.r_[k : k + side, half + k : half + k + side] for k in range(0, half - side + 1, side)]
    return {
        "between": between,
        "within": within,
        "area": inference.area(d, half),
        "area_interval": inference.area_interval(d, half),
        "p": [inference.p_value(d[np.ix_(s, s)], side) for s in sixes],
    }


def main() -> None:
    """Prints the figures, and beside them what `compare` itself says of the first sixes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--replicas", type=int, default=12, help="of each arm (12)")
    parser.add_argument("--first", type=int, default=1, help="seeds 1000 + first, 2000 + first, ... (1)")
    parser.add_argument("--side", type=int, default=6, help="replicas a side of a permutation test (6)")
    options = parser.parse_args()
    found = files(options.data, options.replicas, options.first)
    paths = found["free"] + found["constrained"]
    every = [spectra(path) for path in paths]
    for title, window in WINDOWS.items():
        print(title)
        for name, d in distances(paths, every, window):
            print(f"  {name:20} {json.dumps(figures(d, options.side))}", flush=True)
        print(f"  compare: {json.dumps(compared(options.data, found, window, options.side))}")


def compared(data: Path, found: dict[str, list[Path]], window: tuple[int, int], side: int) -> dict[str, Any]:
    """What the command says of the first replicas of either arm: of the early window, or of both, averaged."""
    early = window == (0, 59)
    rows, options = (60, EARLY) if early else (STEPS, ())
    a, b = (engine.stacked(data / f"{arm}.npy", found[arm][:side], rows) for arm in ARMS)
    return engine.compare(a, b, "--preset", "paper", *options)


if __name__ == "__main__":
    main()
