# SPDX-License-Identifier: Apache-2.0
"""What all trainers of the studies share: replicas trained side by side, arms written once, progress told."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import numpy as np

from validation.nets import Array

Run = dict[str, Array]
Train = Callable[[Any, int], Run]


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What every trainer takes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="where NAME.npz and NAME.json of every arm go")
    parser.add_argument("--replicas", type=int, required=True, help="of every arm")
    parser.add_argument("--steps", type=int, required=True, help="of every training")
    return parser


def train(out: Path, arms: Mapping[str, Any], seeds: Mapping[str, Sequence[int]], one: Train, version: int) -> None:
    """Trains what is not there yet; `one(spec, seed)` gives `x` [T, d] and curves of any length, of one replica.

    arms: what `one` is given, by name
    version: raised when the same specification gives another training
    """
    wanted = {name: {"spec": spec, "seeds": list(seeds[name]), "version": version} for name, spec in arms.items()}
    missing = [name for name in arms if not _there(out, name, wanted[name])]
    todo = [(name, seed) for name in missing for seed in seeds[name]]
    runs: dict[tuple[str, int], Run] = {}
    with ProcessPoolExecutor(max_workers=max(1, len(os.sched_getaffinity(0)))) as pool:
        futures = {pool.submit(one, arms[name], seed): (name, seed) for name, seed in todo}
        for future in as_completed(futures):
            runs[futures[future]] = future.result()
            progress("training", len(runs), len(todo))
    for name in missing:
        write(out, name, wanted[name], [runs[name, seed] for seed in seeds[name]])


def progress(what: str, done: int, of: int) -> None:
    """The line that the command reads."""
    print(f"progress {what} {done} {of}", flush=True)


def _there(out: Path, name: str, wanted: dict[str, Any]) -> bool:
    beside = out / f"{name}.json"
    if not beside.exists() or not (out / f"{name}.npz").exists():
        return False
    return bool(json.loads(beside.read_text())["wanted"] == json.loads(json.dumps(wanted)))


def write(out: Path, name: str, wanted: dict[str, Any], runs: Sequence[Run]) -> None:
    """`x` of all replicas as one trajectory file, the curves as JSON; the JSON last, so that it vouches for both.

    Another array [T, d] of a run is a trajectory of its own, NAME-KEY.
    """
    out.mkdir(parents=True, exist_ok=True)
    for key in [key for key in runs[0] if key != "x" and runs[0][key].ndim == 2]:
        write(out, f"{name}-{key}", wanted, [{"x": run.pop(key)} for run in runs])
    (out / f"{name}.json").unlink(missing_ok=True)
    np.savez(out / f"{name}.npz", x=np.stack([run["x"] for run in runs]).astype(np.float32))
    curves = {key: [np.asarray(run[key]).astype(float).tolist() for run in runs] for key in runs[0] if key != "x"}
    (out / f"{name}.json").write_text(json.dumps({"wanted": wanted, "curves": curves}))


def means(values: Sequence[float] | Array, count: int) -> Array:
    """Means of so many consecutive values; those left over at the end are dropped."""
    whole = len(values) // count * count
    return np.asarray(np.asarray(values[:whole], dtype=float).reshape(-1, count).mean(axis=1))
