#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times `koopwatch bench engine` beside NumPy on this machine and prints the ratios.

Needs numpy; PyDMD and odmd (both MIT, only measured beside) are timed where they are installed, as recorded with

    pip install numpy==2.4.6 pydmd==2025.8.1 odmd==0.1.3

One BLAS thread. NumPy is measured before and after the engine, and the smaller median counts.

    python3 python/benchmarks/engine.py --dim 4096 --window 128 --rank 10
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np  # noqa: E402 - reads the environment when it is loaded

ROOT = Path(__file__).resolve().parents[2]


def median(function: Callable[[], object], repeats: int) -> float:
    """Median seconds of a call."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        function()
        times.append(time.perf_counter() - begin)
    return float(np.median(times))


def refit(rows: np.ndarray, rank: int) -> np.ndarray:
    """Eigenvalues of a window [row, coordinate] from scratch, each side centred by its own mean: one full SVD."""
    x = rows[:-1].T - rows[:-1].mean(axis=0)[:, None]
    y = rows[1:].T - rows[1:].mean(axis=0)[:, None]
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    operator = u[:, :rank].T @ y @ vt[:rank].T / s[:rank]
    return np.linalg.eigvals(operator)


def walk(rows: int, dim: int) -> np.ndarray:
    """A float32 random walk, widened: what the engine is given."""
    steps = np.random.default_rng(0).standard_normal((rows, dim))
    return np.cumsum(steps, axis=0).astype(np.float32).astype(np.float64)


def numpy_times(rows: np.ndarray, rank: int) -> dict[str, float]:
    """Seconds of a matrix-vector product, an SVD, and a refit of the window."""
    vector = rows[-1].copy()
    return {
        "matrix-vector product": median(lambda: rows @ vector, 200),
        "numpy.linalg.svd": median(lambda: np.linalg.svd(rows[:-1].T, full_matrices=False), 7),
        "refit with numpy.linalg.svd": median(lambda: refit(rows, rank), 7),
    }


def pydmd_times(rows: np.ndarray, rank: int) -> dict[str, float]:
    """Seconds of a fit of the window with PyDMD: what a program without an online method does at every row."""
    dmd: Any = importlib.import_module("pydmd").DMD(svd_rank=rank)

    def fit() -> object:
        with contextlib.redirect_stdout(io.StringIO()):
            return dmd.fit(rows.T)

    return {"PyDMD, DMD.fit": median(fit, 5)}


def odmd_times(rows: np.ndarray, rank: int) -> dict[str, float]:
    """Seconds of online DMD (Zhang et al. 2019, by its authors).

    It keeps an operator on all coordinates, d x d, and forgets old rows by a weight; its window variant needs at least
    twice as many rows as coordinates. So the update is timed on all coordinates, and the update of the same window with
    its eigenvalues on the first `rank` coordinates alone, which somebody else has to choose.
    """
    odmd: Any = importlib.import_module("odmd")
    dim = rows.shape[1]
    online = odmd.OnlineDMD(dim, 0.98)
    pairs = len(rows) - 1
    few = rows[:, :rank]
    window = odmd.WindowDMD(rank, pairs, 1.0)
    window.initialize(few[:-1].T, few[1:].T)

    def slide() -> object:
        t = window.timestep % pairs  # the window's own pairs again, oldest first: it stays what it is
        window.update(few[t], few[t + 1])
        return window.computemodes()

    return {
        f"odmd, update of {dim} coordinates": median(lambda: online.update(rows[-2], rows[-1]), 5),
        f"odmd, window of {rank} coordinates": median(slide, 200),
    }


def other_times(rows: np.ndarray, rank: int) -> dict[str, float]:
    """Seconds of what else is installed."""
    others = {"pydmd": pydmd_times, "odmd": odmd_times}
    times: dict[str, float] = {}
    for package, measure in others.items():
        if importlib.util.find_spec(package) is None:
            print(f"{package}: not installed", file=sys.stderr)
        else:
            times |= measure(rows, rank)
    return times


def engine(arguments: argparse.Namespace) -> dict[str, Any]:
    """What `koopwatch bench engine --json` prints."""
    command = [str(ROOT / "koopwatch"), "bench", "engine", "--json", "--dim", str(arguments.dim)]
    command += ["--window", str(arguments.window), "--rank", str(arguments.rank)]
    result: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return result


def report(times: dict[str, float], bench: dict[str, Any]) -> None:
    """Prints every time beside the engine's append, and beside its append and spectrum together."""
    append = bench["append_ns"] / 1e9
    mean = bench["append_mean_ns"] / 1e9
    both = mean + bench["spectrum_ns"] / 1e9
    print(f"{'':36}{'us':>12}{'/ append':>12}{'/ append + spectrum':>22}")
    for name, seconds in times.items():
        print(f"{name:36}{seconds * 1e6:12.1f}{seconds / append:12.2f}{seconds / both:22.2f}")
    for name, seconds in {"append": append, "append, mean": mean, "append, mean, + spectrum": both}.items():
        print(f"{'koopwatch: ' + name:36}{seconds * 1e6:12.1f}")
    product = times["matrix-vector product"]
    print(f"append is {append / product:.2f} matrix-vector products, {mean / product:.2f} in the mean (aim: at most 3)")
    faster = times["refit with numpy.linalg.svd"] / both
    print(f"append and spectrum are {faster:.0f} times faster than a refit (aim: 50)")
    print(f"W1 to the full SVD at most {bench['w1_error_max']:.1e}; vector unit: {bench['vector_unit']}")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--dim", type=int, default=4096, help="values per snapshot")
    parser.add_argument("--window", type=int, default=128, help="rows per window")
    parser.add_argument("--rank", type=int, default=10, help="modes")
    arguments = parser.parse_args()
    rows = walk(arguments.window, arguments.dim)
    before = numpy_times(rows, arguments.rank)
    bench = engine(arguments)
    after = numpy_times(rows, arguments.rank)
    times = {name: min(before[name], after[name]) for name in before}
    report(times | other_times(rows, arguments.rank), bench)


if __name__ == "__main__":
    main()
