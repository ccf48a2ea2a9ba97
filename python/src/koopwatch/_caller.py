# SPDX-License-Identifier: Apache-2.0
"""Calls the user's function with alerts, away from the training's threads and from the one that sends."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from koopwatch._warn import Warnings

_LAST_CALLS = 2.0  # seconds that finish leaves for calls that are due


class Caller:
    """One call at a time, in order, on a thread of its own. What the function raises is warned of once."""

    def __init__(self, function: Callable[[dict[str, Any]], object], warnings: Warnings) -> None:
        self._function = function
        self._warnings = warnings
        self._due: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="koopwatch-alerts", daemon=True)
        self._thread.start()

    def put(self, alert: dict[str, Any]) -> None:
        """Makes a call due."""
        self._due.put(alert)

    def close(self) -> None:
        """Ends the thread after what is due, and waits a little for that; harmless within a call."""
        self._due.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(_LAST_CALLS)

    def _work(self) -> None:
        while (alert := self._due.get()) is not None:
            self._call(alert)

    def _call(self, alert: dict[str, Any]) -> None:
        try:
            self._function(alert)
        except Exception as error:
            self._warnings.once("on_alert", f"on_alert raised {type(error).__name__}: {error}")
