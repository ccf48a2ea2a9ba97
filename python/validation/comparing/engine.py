# SPDX-License-Identifier: Apache-2.0
"""The product's own engine, as a user calls it: `./koopwatch compare` and `./koopwatch analyze`."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[3]
Array = np.ndarray[Any, Any]


def compare(a: Path, b: Path, *options: str) -> dict[str, Any]:
    """The document of `compare --json`."""
    return _koopwatch("compare", str(a), str(b), "--json", "--quiet", *options)


def spectra(path: Path, *options: str) -> dict[tuple[int, int], Array]:
    """The eigenvalues of every window with a spectrum, by its first and last step."""
    windows = _koopwatch("analyze", str(path), "--json", "--quiet", *options)["windows"]
    return {
        (w["first_step"], w["last_step"]): np.array([complex(*pair) for pair in w["eigenvalues"]])
        for w in windows
        if w["degenerate"] is None
    }


def stacked(to: Path, files: Iterable[Path], rows: int, observable: str = "x") -> Path:
    """The first rows of several replicas as one file [replica, T, d]."""
    np.save(to, np.stack([np.load(f)[observable][:rows] for f in files]))
    return to


def _koopwatch(*words: str) -> dict[str, Any]:
    done = subprocess.run(
        [str(ROOT / "koopwatch"), *words],
        env={"KOOPWATCH_JAVA_OPTS": "-XX:TieredStopAtLevel=1", **os.environ},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    document: dict[str, Any] = json.loads(done.stdout)
    return document
