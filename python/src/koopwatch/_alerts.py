# SPDX-License-Identifier: Apache-2.0
"""The alerts of a run that reached this process."""

import json
from collections.abc import Callable, Collection
from typing import Any

from koopwatch._caller import Caller
from koopwatch._warn import Warnings

Alert = dict[str, Any]
OnAlert = Callable[[Alert], object]

SEVERITIES = ("info", "warning", "critical")
KINDS = (
    "RegimeShift", "Instability", "Oscillation", "Stall", "Converged", "NonFinite", "PartialFreeze", "EarlyPhase",
    "RunsDiverged", "GrokkingDivergence", "RunStale",
)  # fmt: skip


class Alerts:
    """The latest version of every alert, in the order in which they first came.

    ``stop_on`` names severities (warning, critical) and kinds (Instability, ...) that ask for a stop. ``on_alert`` is
    called with each version of each warning and critical, once.
    """

    def __init__(self, stop_on: Collection[str], warnings: Warnings, on_alert: OnAlert | None = None) -> None:
        self._stop_on = frozenset(stop_on)
        self._warnings = warnings
        self._caller = Caller(on_alert, warnings) if on_alert else None
        self._versions: set[tuple[str, str]] = set()
        self._latest: dict[str, Alert] = {}
        self._came: set[str] = set()  # severities and kinds of what was not announced
        self._check("stop_on", self._stop_on)

    def receive(self, identity: str, text: str) -> None:
        """Takes one version of an alert as JSON; what is not readable is warned of and left out.

        The server passes a version on at least once, so one that is known already is nothing new.
        """
        try:
            alert = json.loads(text)
        except ValueError:
            alert = None
        if not isinstance(alert, dict):
            self._warnings.once("event", "the server sent an alert that is not a JSON object; it is left out")
        elif (identity, text) not in self._versions:
            self._versions.add((identity, text))
            self._take(identity, alert)

    def alerts(self) -> list[Alert]:
        """Warnings and criticals."""
        return [dict(a) for a in list(self._latest.values()) if not _is_note(a)]

    def notes(self) -> list[Alert]:
        """Informational ones, and those that an announced change explains."""
        return [dict(a) for a in list(self._latest.values()) if _is_note(a)]

    def asks_to_stop(self, kinds: Collection[str] | None = None) -> bool:
        """True once one of these kinds or severities has come, of ``stop_on`` if none are named. Announced changes do
        not count.
        """
        if kinds is None:
            return not self._stop_on.isdisjoint(self._came)
        names = {kinds} if isinstance(kinds, str) else set(kinds)
        self._check("should_stop", names)
        return not names.isdisjoint(self._came)

    def close(self) -> None:
        """Ends the calls of ``on_alert``."""
        if self._caller:
            self._caller.close()

    def _take(self, identity: str, alert: Alert) -> None:
        self._latest[identity] = alert
        if alert.get("expected") is not True:
            self._came |= {str(alert.get("severity")), str(alert.get("kind"))}
        if self._caller and not _is_note(alert):
            self._caller.put(dict(alert))

    def _check(self, where: str, names: Collection[str]) -> None:
        for name in sorted(set(names).difference(KINDS, SEVERITIES)):
            known = ", ".join(SEVERITIES + KINDS)
            self._warnings.once((where, name), f"{where}: {name!r} is no kind or severity known here ({known})")


def _is_note(alert: Alert) -> bool:
    return alert.get("severity") == "info"
