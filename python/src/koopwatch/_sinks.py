# SPDX-License-Identifier: Apache-2.0
"""Where a run's requests go: to the server through a queue, or to a file."""

from typing import Any, Protocol

from koopwatch._alerts import Alerts
from koopwatch._backlog import Backlog, Limits
from koopwatch._counts import Counts
from koopwatch._door import open_door
from koopwatch._entry import Entry, Kind
from koopwatch._outbox import Outbox
from koopwatch._records import RecordWriter
from koopwatch._settings import Settings
from koopwatch._spool import Spool
from koopwatch._warn import Warnings


class Sink(Protocol):
    """Takes requests in order."""

    def put(self, entry: Entry) -> None:
        """Takes one request, at once."""

    def wait_for_room(self, size: int) -> None:
        """Blocks until a snapshot of so many bytes can be taken without loss."""

    def finish(self, timeout: float) -> bool:
        """Takes nothing more and waits at most so many seconds; True if everything arrived."""


class Online:
    """A queue, and a thread that sends it."""

    def __init__(
        self,
        settings: Settings,
        incarnation: int,
        lock: Any,
        counts: Counts,
        alerts: Alerts,
        warnings: Warnings,
        limits: Limits,
    ) -> None:
        spool = Spool(settings.spool_dir, settings.run, incarnation) if settings.spool_dir else None
        self._warnings = warnings
        self._endpoint = settings.connection.endpoint
        self._outbox = Outbox(lock, counts, Backlog(counts, warnings, limits, spool), limits)
        self._sender = open_door(settings.connection, self._outbox, alerts, warnings)

    def put(self, entry: Entry) -> None:
        """Takes one request; the oldest waiting snapshot goes if there is no room."""
        self._outbox.put(entry)

    def wait_for_room(self, size: int) -> None:
        """Blocks until a snapshot of so many bytes fits into the queue."""
        self._outbox.wait_for_room(size)

    def finish(self, timeout: float) -> bool:
        """Waits until everything is acknowledged; what is left then is spooled, or dropped with a warning."""
        self._outbox.close()
        try:
            done = self._outbox.wait_until_empty(timeout)
        finally:
            self._sender.stop()
            unsent = self._outbox.abandon()
        if unsent.requests:
            fate = (
                f"they are in {unsent.file}; send them with: python -m koopwatch sync DIR"
                if unsent.file
                else "they are lost"
            )
            self._warnings.once("unsent", f"{unsent.requests} requests did not reach {self._endpoint} in time; {fate}")
        return done


class Offline:
    """A file in the offline directory, for sync."""

    def __init__(self, settings: Settings, incarnation: int, counts: Counts, warnings: Warnings) -> None:
        settings.offline_dir.mkdir(parents=True, exist_ok=True)
        self._file = RecordWriter(settings.offline_dir, settings.run, incarnation)
        self._counts = counts
        self._warnings = warnings

    def put(self, entry: Entry) -> None:
        """Writes one request."""
        is_snapshot = entry.kind is Kind.SNAPSHOT
        try:
            self._file.append(entry.body)
            self._counts.spooled += is_snapshot
        except OSError as error:
            self._counts.dropped += is_snapshot
            self._warnings.once("offline", f"the offline directory does not take more: {error}")

    def wait_for_room(self, size: int) -> None:
        """Files need no wait."""

    def finish(self, timeout: float) -> bool:
        """Ends the file."""
        self._file.close()
        return True
