# SPDX-License-Identifier: Apache-2.0
"""What a training leaves for the judge: a trajectory, and claims that say what a gauge should show on it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Generator = np.random.Generator


class Log:
    """Rows of one run and the scalars logged with each; written as an .npz that every offline command reads."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.rows: list[npt.NDArray[np.float32]] = []
        self.scalars: dict[str, list[float]] = {}

    def row(self, step: int, values: Any, **scalars: float) -> None:
        """The state at a step; the same names at every step."""
        self.steps.append(step)
        self.rows.append(np.asarray(values, np.float32).ravel().copy())
        for name, value in scalars.items():
            self.scalars.setdefault(name, []).append(float(value))

    def write(self, path: Path) -> None:
        """Steps, rows and scalars."""
        columns: dict[str, Any] = {name: np.array(values) for name, values in self.scalars.items()}
        np.savez(path, x=np.array(self.rows), steps=np.array(self.steps, np.int64), **columns)


@dataclass(frozen=True)
class Seen:
    """Where a gauge is read: of a run, over the steps first to last, and what the theory says that it is there."""

    run: str
    predicted: float
    first: int
    last: int


@dataclass(frozen=True)
class Claim:
    """A prediction for a gauge, judged by its mean over runs: the 95 % interval has to lie inside [low, high].

    statistic: measured minus predicted, or measured over predicted, or measured as it is.
    """

    name: str
    text: str
    theory: str
    source: str
    gauge: str
    statistic: Literal["difference", "ratio", "value"]
    low: float | None
    high: float | None
    seen: Sequence[Seen]


@dataclass
class Experiment:
    """Trainings and what is claimed of them."""

    name: str
    claims: list[Claim] = field(default_factory=list)
    logs: dict[str, Log] = field(default_factory=dict)

    def write(self, directory: Path) -> list[dict[str, Any]]:
        """Writes the runs; returns the claims as a JSON document has them."""
        for run, log in self.logs.items():
            log.write(directory / f"{run}.npz")
        return [{"experiment": self.name, **asdict(claim)} for claim in self.claims]
