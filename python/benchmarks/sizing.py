#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says how many workers, partitions and brokers many runs need, by a model fitted to measurements, with its error.

Needs numpy. The measurements are the JSON lines of `koopwatch bench growth --out FILE`:

    python3 python/benchmarks/sizing.py FILE --runs 100000 --rate 1 --dim 1024 --window 100

A worker and a broker with little to do spend most on transactions that hold few snapshots, so that what a snapshot
costs falls until they are busy. Documents of `koopwatch bench scaleout --workers 1 --json`, which keeps them busy, are
given with --busy FILE...; their processor time is then told from these alone.

Of each role, processor microseconds a second are a + b r + c r d + e r d W + f r W^2, with r snapshots a second of all
runs, d values of each and W rows in a window (the last term is that of the eigenvalues of W rows, once a hop); memory
in MB is a + b n + c 4 W d n / 10^6 with n runs; the broker's log grows by a + b d bytes a snapshot. No coefficient is
negative. The error is that of predicting each measurement from the others.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

ROLES = ("ingest", "broker", "streams", "ui")
BUSY = {"streams": "cpu_us_per_snapshot", "broker": "broker_cpu_us_per_snapshot"}  # in a document of bench scaleout
RUNS_OF_A_PARTITION = 2000  # --limit-live-runs
STREAMS_OF_A_DOOR = 4096  # --limit-streams
COPIES = 3

Point = dict[str, Any]


class Load(NamedTuple):
    """What runs ask of an installation: runs, snapshots a second of each, values of a snapshot, rows of a window."""

    runs: float
    rate: float
    dim: float
    window: float


class Machine(NamedTuple):
    """What a machine gives, and how much of it may be used when nothing has failed."""

    cores: float
    memory_gb: float
    disk_mb_per_s: float
    used: float


class Fit(NamedTuple):
    """Coefficients, and the relative errors of predicting each measurement from all others."""

    coefficients: np.ndarray
    held_out: np.ndarray

    def at(self, features: np.ndarray) -> float:
        """What the model says."""
        return float(features @ self.coefficients)


def positive_least_squares(features: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Least squares of relative errors among coefficients that are not negative: the best of all choices of terms."""
    weighted = features / values[:, None]
    scale = np.maximum(np.abs(weighted).max(axis=0), 1e-300)
    best = np.zeros(features.shape[1])
    least = float(len(values))  # without any term every relative error is one
    for size in range(1, features.shape[1] + 1):
        for kept in map(list, itertools.combinations(range(features.shape[1]), size)):
            found = np.linalg.lstsq(weighted[:, kept] / scale[kept], np.ones(len(values)), rcond=None)[0]
            rest = float(np.square(weighted[:, kept] / scale[kept] @ found - 1).sum())
            if (found >= 0).all() and rest < least:
                least = rest
                best = np.zeros(features.shape[1])
                best[kept] = found / scale[kept]
    return best


def fit(features: np.ndarray, values: np.ndarray) -> Fit:
    """Fits all measurements, and for the error all but one in turn."""
    errors = []
    for i in range(len(values)):
        others = np.arange(len(values)) != i
        predicted = features[i] @ positive_least_squares(features[others], values[others])
        errors.append(predicted / values[i] - 1)
    return Fit(positive_least_squares(features, values), np.array(errors))


def cpu_features(load: Load) -> np.ndarray:
    """Of processor microseconds a second."""
    snapshots = load.runs * load.rate
    in_window = snapshots * load.dim * load.window
    return np.array([1, snapshots, snapshots * load.dim, in_window, snapshots * load.window**2])


def busy_features(load: Load) -> np.ndarray:
    """The same of processes that use all they can get, which tell nothing of one that has nothing to do."""
    return cpu_features(load) * (0, 1, 1, 1, 1)


def memory_features(load: Load) -> np.ndarray:
    """Of megabytes."""
    return np.array([1, load.runs, 4 * load.window * load.dim * load.runs / 1e6])


def log_features(load: Load) -> np.ndarray:
    """Of bytes a snapshot."""
    return np.array([1, load.dim])


def load_of(point: Point) -> Load:
    """What was asked of the installation that was measured."""
    return Load(point["runs"], point["per_s"] / point["runs"], point["dim"], point["window"])


def role(point: Point, name: str) -> Point:
    """What a role cost."""
    return next(r for r in point["roles"] if r["role"] == name)


def busy_point(found: Point) -> Point:
    """What `bench scaleout` says, as `bench growth` says it."""
    roles = [{"role": name, "cpu_us_per_snapshot": found[key]} for name, key in BUSY.items()]
    return {
        "runs": 1,
        "per_s": found["snapshots_per_s"],
        "dim": found["dim"],
        "window": found["window"],
        "roles": roles,
    }


class Model(NamedTuple):
    """Fits by role, and of the broker's log."""

    cpu: dict[str, Fit]
    memory: dict[str, Fit]
    log: Fit

    @staticmethod
    def of(points: list[Point], busy: list[Point]) -> Model:
        """Fits measurements in which every role is a process of its own, and those of busy workers, if any."""

        def fitted(features: Callable[[Load], np.ndarray], some: list[Point], values: list[float]) -> Fit:
            return fit(np.array([features(load_of(p)) for p in some]), np.array(values))

        def cpu(name: str) -> Fit:
            told, features = (busy, busy_features) if busy and name in BUSY else (points, cpu_features)
            return fitted(features, told, [role(p, name)["cpu_us_per_snapshot"] * p["per_s"] for p in told])

        return Model(
            {r: cpu(r) for r in ROLES},
            {r: fitted(memory_features, points, [role(p, r)["resident_mb"] for p in points]) for r in ROLES},
            fitted(log_features, points, [p["log_bytes_per_snapshot"] for p in points]),
        )


class Need(NamedTuple):
    """What a load needs in all."""

    cores: dict[str, float]
    memory_gb: dict[str, float]
    written_mb_per_s: float
    doors: int
    workers: int
    partitions: int
    brokers: int


def need(model: Model, load: Load, machine: Machine) -> Need:
    """Machines of one role each, used as far as allowed; three copies of every record, each a broker's work."""
    cores = {r: model.cpu[r].at(cpu_features(load)) / 1e6 for r in ROLES}
    memory = {r: model.memory[r].at(memory_features(load)) / 1e3 for r in ROLES}
    written = model.log.at(log_features(load)) * load.runs * load.rate / 1e6
    usable = machine.cores * machine.used
    doors = max(cores["ingest"] / usable, load.runs / STREAMS_OF_A_DOOR)
    workers = max(cores["streams"] / usable, memory["streams"] / (machine.memory_gb * machine.used))
    brokers = max(COPIES, COPIES * cores["broker"] / usable, COPIES * written / (machine.disk_mb_per_s * machine.used))
    partitions = max(load.runs / RUNS_OF_A_PARTITION / machine.used, workers * machine.cores)
    return Need(cores, memory, written, math.ceil(doors), math.ceil(workers), math.ceil(partitions), math.ceil(brokers))


def percent(errors: np.ndarray) -> str:
    """Half of the errors and the largest."""
    return f"{100 * np.median(np.abs(errors)):.0f} % / {100 * np.abs(errors).max():.0f} %"


def report(model: Model, load: Load, machine: Machine) -> str:
    """Markdown: coefficients with errors, then what the load needs."""
    lines = [
        "| role | us a second | us a snapshot | and 1,000 values | and 100 rows of them | and the spectra of 100 rows"
        " | held out: median / worst |",
        "|---|---|---|---|---|---|---|",
    ]
    for r in ROLES:
        a, b, c, e, f = model.cpu[r].coefficients
        terms = f"{a:,.0f} | {b:.0f} | {1e3 * c:.0f} | {1e5 * e:.0f} | {1e4 * f:.0f}"
        lines.append(f"| {r} | {terms} | {percent(model.cpu[r].held_out)} |")
    lines += [
        "",
        "| role | MB | and each run | times the windows | held out: median / worst |",
        "|---|---|---|---|---|",
    ]
    for r in ROLES:
        a, b, c = model.memory[r].coefficients
        lines.append(f"| {r} | {a:.0f} | {b:.2f} | {c:.2f} | {percent(model.memory[r].held_out)} |")
    a, b = model.log.coefficients
    lines += ["", f"Broker's log: {a:.0f} + {b:.2f} d bytes a snapshot; held out {percent(model.log.held_out)}.", ""]
    needed = need(model, load, machine)
    lines += [
        f"{load.runs:,.0f} runs with {load.rate:g} snapshots a second of {load.dim:,.0f} values, W = {load.window:.0f},"
        f" on machines of {machine.cores:g} cores, {machine.memory_gb:g} GB and {machine.disk_mb_per_s:g} MB/s,"
        f" used to {100 * machine.used:.0f} %:",
        "",
        "| | cores | GB |",
        "|---|---|---|",
        *(f"| {r} | {needed.cores[r]:.1f} | {needed.memory_gb[r]:.1f} |" for r in ROLES),
        "",
        f"{needed.doors} doors, {needed.workers} workers, at least {needed.partitions} partitions,"
        f" {needed.brokers} brokers with {COPIES} copies; {needed.written_mb_per_s:,.0f} MB/s written, each copy.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Fits and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path, help="JSON lines of koopwatch bench growth")
    parser.add_argument("--busy", type=Path, nargs="*", default=[], help="documents of koopwatch bench scaleout --json")
    parser.add_argument("--runs", type=float, default=1e5)
    parser.add_argument("--rate", type=float, default=1, help="snapshots a second of each run")
    parser.add_argument("--dim", type=float, default=1024, help="values of a snapshot")
    parser.add_argument("--window", type=float, default=100, help="rows of a window")
    parser.add_argument("--cores", type=float, default=16, help="of a machine")
    parser.add_argument("--memory-gb", type=float, default=64, help="of a machine")
    parser.add_argument("--disk-mb-per-s", type=float, default=500, help="of a broker's machine")
    parser.add_argument("--used", type=float, default=0.6, help="share of a machine that may be used")
    a = parser.parse_args()
    points = [json.loads(line) for line in a.file.read_text().splitlines()]
    busy = [busy_point(found) for file in a.busy for found in json.loads(file.read_text())]
    machine = Machine(a.cores, a.memory_gb, a.disk_mb_per_s, a.used)
    print(report(Model.of(points, busy), Load(a.runs, a.rate, a.dim, a.window), machine))


if __name__ == "__main__":
    main()
