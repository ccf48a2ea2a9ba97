# SPDX-License-Identifier: Apache-2.0
"""Incarnations: which life of a run a snapshot belongs to."""

import time
from collections.abc import Callable


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Incarnation:
    """Rises when training goes back, so that the server opens new windows instead of taking steps for duplicates.

    ``given`` is an incarnation that several processes agreed on. They raise it by one, and so keep agreeing; an
    incarnation chosen here is raised to the present millisecond. It is above ``after``, the one before it here.
    """

    def __init__(self, given: int | None = None, clock: Callable[[], int] = now_ms, after: int = 0) -> None:
        self._clock = clock
        self._agreed = given is not None
        self._last: dict[str, int] = {}
        self.value = max(clock() if given is None else given, after + 1)

    def agree(self, value: int) -> None:
        """Takes the incarnation that the run's processes agreed on."""
        self._agreed = True
        self.value = value

    def follow(self, observable: str, step: int) -> bool:
        """Notes a snapshot's step; True if it lies below that observable's last and so raised the incarnation."""
        back = step < self._last.get(observable, step)
        if back:
            self.value = self.value + 1 if self._agreed else max(self._clock(), self.value + 1)
            self._last.clear()
        self._last[observable] = step
        return back
