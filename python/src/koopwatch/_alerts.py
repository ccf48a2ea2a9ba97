# SPDX-License-Identifier: Apache-2.0
"""The alerts of a run that reached this process."""

import json
from collections.abc import Collection
from typing import Any

from koopwatch._warn import Warnings

Alert = dict[str, Any]


class Alerts:
    """The latest version of every alert, in the order in which they first came.

    ``stop_on`` names severities (warning, critical) and kinds (Instability, ...) that ask for a stop.
    """

    def __init__(self, stop_on: Collection[str], warnings: Warnings) -> None:
        self._stop_on = frozenset(stop_on)
        self._warnings = warnings
        self._latest: dict[str, Alert] = {}
        self.stop = False

    def receive(self, identity: str, text: str) -> None:
        """Takes one version of an alert as JSON; what is not readable is warned of and left out."""
        try:
            alert = json.loads(text)
        except ValueError:
            alert = None
        if not isinstance(alert, dict):
            self._warnings.once("event", "the server sent an alert that is not a JSON object; it is left out")
            return
        self._latest[identity] = alert
        self.stop = self.stop or not self._stop_on.isdisjoint((alert.get("severity"), alert.get("kind")))

    def alerts(self) -> list[Alert]:
        """Warnings and criticals."""
        return [dict(a) for a in list(self._latest.values()) if a.get("severity") != "info"]

    def notes(self) -> list[Alert]:
        """Informational ones, and those that an announced change explains."""
        return [dict(a) for a in list(self._latest.values()) if a.get("severity") == "info"]
