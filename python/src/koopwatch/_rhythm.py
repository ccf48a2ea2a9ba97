# SPDX-License-Identifier: Apache-2.0
"""Which steps are published."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rhythm:
    """Every ``every``-th step, or bursts of ``burst`` consecutive ones that begin there.

    A function of the step alone, so that a resumed run and every process of a sharded one choose the same steps. The
    server makes pairs of rows one stride apart: ``every`` steps, or one within a burst.
    """

    every: int
    burst: int

    def __post_init__(self) -> None:
        """ValueError for what no server could pair."""
        if self.every < 1:
            raise ValueError(f"every: expected 1 or more steps, got {self.every}")
        if self.burst and not 2 <= self.burst < self.every:  # noqa: PLR2004
            raise ValueError(f"burst: expected 0, or 2 to every - 1 = {self.every - 1} steps, got {self.burst}")

    def due(self, step: int) -> bool:
        """True if the weights after this step are published."""
        return step % self.every < max(1, self.burst)

    @property
    def stride(self) -> int:
        """Steps between the rows of a pair."""
        return 1 if self.burst else self.every
