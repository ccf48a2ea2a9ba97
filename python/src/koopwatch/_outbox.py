# SPDX-License-Identifier: Apache-2.0
"""The bounded queue between training and the network: order, numbering, acknowledgement.

What was sent and is not acknowledged is older than the backlog, and returns to its head when the stream is lost.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from koopwatch._backlog import Backlog, Limits, Unsent
from koopwatch._counts import Counts
from koopwatch._entry import Entry, Kind


@dataclass
class Stream:
    """One connection's numbering. ``sent`` holds what awaits acknowledgement; None stands for a repeated RunStart.
    Where the receiver does not know its sender yet, nothing follows the first until that is acknowledged.
    """

    open: bool = True
    known: bool = True
    cancel: Callable[[], object] = lambda: None
    sequence: int = 0
    progress: float = field(default_factory=time.monotonic)
    sent: deque[tuple[int, Entry | None]] = field(default_factory=deque)
    sent_bytes: int = 0
    refused: set[int] = field(default_factory=set)

    def number(self, entry: Entry, again: bool = True) -> bytes:
        """The entry with the next sequence number."""
        self.sequence += 1
        if not self.sent:
            self.progress = time.monotonic()
        self.sent.append((self.sequence, entry if again else None))
        self.sent_bytes += entry.weight if again else 0
        return entry.numbered(self.sequence)


class Outbox:
    """Entries in order. ``lock`` guards it and may be held by callers, so that several puts stay together."""

    def __init__(self, lock: Any, counts: Counts, backlog: Backlog, limits: Limits) -> None:
        self._changed = threading.Condition(lock)
        self._counts = counts
        self._backlog = backlog
        self._limits = limits
        self._stream = Stream(open=False)
        self._start: Entry | None = None  # the last RunStart that is acknowledged
        self._closed = False
        self._failed = False
        self._unwelcome = False  # the server refused to begin the run

    # What training does.

    def put(self, entry: Entry) -> None:
        """Takes the newest entry; one that comes after close is dropped and counted."""
        with self._changed:
            if self._closed:
                self._counts.dropped += entry.kind is Kind.SNAPSHOT
                return
            self._backlog.put(entry)
            self._changed.notify_all()

    def wait_for_room(self, size: int, timeout: float | None = None) -> bool:
        """Blocks until a snapshot of this many bytes fits, or the queue is closed; False if that took too long."""
        return self._wait(lambda: self._closed or self._backlog.has_room(1, size), timeout)

    def close(self) -> None:
        """Takes nothing more; streams end when everything has arrived."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def wait_until_empty(self, timeout: float) -> bool:
        """True once everything is acknowledged; False if that took longer or will not come."""
        self._wait(lambda: self._failed or self._unwelcome or self._is_empty(), timeout)
        return self._is_empty()

    def fail(self) -> None:
        """Nothing will be sent any more: ends every wait."""
        with self._changed:
            self._failed = True
            self.close()

    def abandon(self) -> Unsent:
        """Gives up what is left: to a file of the spool directory if there is one, else it is dropped and counted."""
        with self._changed:
            self._end_stream(self._stream)
            unsent = self._backlog.settle(None if self._backlog.begins_with_start() else self._start)
            self._changed.notify_all()
            return unsent

    # What the network does.

    def open_stream(self, known: bool = True) -> Stream:
        """A new numbering; everything unacknowledged comes first."""
        with self._changed:
            self._end_stream(self._stream)
            self._stream = Stream(known=known)
            return self._stream

    def close_stream(self, stream: Stream) -> None:
        """Ends the stream's takes; what it did not get acknowledged goes back."""
        with self._changed:
            self._end_stream(stream)
            self._changed.notify_all()

    def take(self, stream: Stream) -> bytes | None:
        """The next request, numbered; blocks for one. None once everything has arrived, or the stream is closed, as it
        is when nothing is acknowledged for too long.
        """
        with self._changed:
            while stream.open and not self.is_done():
                request = self._next(stream) if self._may_send(stream) else None
                if request is not None:
                    return request
                self._wait_for_change(stream)
            return None

    def acknowledge(self, stream: Stream, sequence: int) -> bool:
        """Lets go of every entry up to the sequence; True if there was one."""
        with self._changed:
            before = len(stream.sent)
            stream.progress = time.monotonic()
            stream.known = True
            while stream.open and stream.sent and stream.sent[0][0] <= sequence:
                self._arrived(stream, *stream.sent.popleft())
            if not stream.sent:
                self._backlog.tidy()
            self._changed.notify_all()
            return len(stream.sent) < before

    def refuse(self, stream: Stream, sequence: int, reason: str) -> None:
        """Counts a refusal; the acknowledgement that follows will not count as a delivery."""
        with self._changed:
            stream.refused.add(sequence)
            self._counts.refuse(reason)

    def is_done(self) -> bool:
        """True when closed and everything has arrived or was given up."""
        return self._closed and self._is_empty()

    def _is_empty(self) -> bool:
        return not (self._stream.sent or len(self._backlog))

    def _wait(self, condition: Callable[[], bool], timeout: float | None) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    def _wait_for_change(self, stream: Stream) -> None:
        left = stream.progress + self._limits.patience - time.monotonic() if stream.sent else None
        if left is not None and left <= 0:
            self._end_stream(stream)
        else:
            self._changed.wait(left)

    def _may_send(self, stream: Stream) -> bool:
        most = max(2, self._limits.snapshots // 4) if stream.known else 1  # 2: a RunStart and what it is for
        return len(stream.sent) < most and stream.sent_bytes < self._limits.bytes // 4

    def _next(self, stream: Stream) -> bytes | None:
        entry = self._backlog.pop()
        if entry is None:
            return None
        if stream.sequence == 0 and entry.kind is not Kind.START and self._start is not None:
            self._backlog.put_back([entry])
            return stream.number(self._start, again=False)
        return stream.number(entry)

    def _arrived(self, stream: Stream, sequence: int, entry: Entry | None) -> None:
        was_refused = sequence in stream.refused
        stream.refused.discard(sequence)
        if entry is None:
            return
        stream.sent_bytes -= entry.weight
        self._backlog.release(entry)
        if entry.kind is Kind.START and (self._start is None or not was_refused):
            self._start = entry
            self._unwelcome = was_refused
        self._counts.delivered += entry.kind is Kind.SNAPSHOT and not was_refused

    def _end_stream(self, stream: Stream) -> None:
        stream.open = False
        self._backlog.put_back(entry for _, entry in stream.sent if entry is not None)
        stream.sent.clear()
