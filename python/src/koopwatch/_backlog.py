# SPDX-License-Identifier: Apache-2.0
"""What waits to be sent, and the bounds of everything that is held in memory."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from koopwatch._counts import Counts
from koopwatch._entry import Entry, Kind
from koopwatch._spool import Spool
from koopwatch._warn import Warnings


@dataclass(frozen=True)
class Limits:
    """What the queue holds in memory. At most a quarter of it is sent ahead of acknowledgements, and a stream on which
    none comes for ``patience`` seconds is given up.
    """

    snapshots: int = 4096
    bytes: int = 64 << 20
    patience: float = 60.0


@dataclass(frozen=True)
class Unsent:
    """What a queue still held when it was given up, and the file that has it now, if any."""

    requests: int
    file: str | None


class Backlog:
    """Entries to send, oldest first: those of a lost stream, the spool's, the waiting. Not safe for threads by itself.

    An entry weighs on the bounds from put until release, so that what is in flight counts too.
    """

    def __init__(self, counts: Counts, warnings: Warnings, limits: Limits, spool: Spool | None) -> None:
        self._counts = counts
        self._warnings = warnings
        self._limits = limits
        self._spool = spool
        self._again: deque[Entry] = deque()
        self._waiting: deque[Entry] = deque()
        self._preceding: Entry | None = None  # the RunStart that holds for the oldest waiting entry
        self._snapshots = 0
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._again) + (self._spool.unread if self._spool else 0) + len(self._waiting)

    def put(self, entry: Entry) -> None:
        """Takes the newest entry, and makes room for it at the cost of the oldest waiting ones."""
        self._waiting.append(entry)
        self._weigh(entry, 1)
        while not self.has_room(0, 0) and self._shed():
            pass

    def pop(self) -> Entry | None:
        """The oldest entry, or None."""
        if self._again:
            return self._again.popleft()
        stored = self._spool.pop() if self._spool else None
        if stored is not None:
            entry = Entry.read(stored)
            self._weigh(entry, 1)
            return entry
        return self._leave() if self._waiting else None

    def put_back(self, entries: Iterable[Entry]) -> None:
        """Takes entries back that were popped, in their order; they are the oldest again."""
        self._again.extendleft(reversed(list(entries)))

    def release(self, entry: Entry) -> None:
        """Ends the weight of an entry that has arrived."""
        self._weigh(entry, -1)

    def has_room(self, snapshots: int, size: int) -> bool:
        """True if so many more snapshots and bytes stay within the bounds."""
        return self._snapshots + snapshots <= self._limits.snapshots and self._bytes + size <= self._limits.bytes

    def tidy(self) -> None:
        """Removes the spool's file once nothing in it is unread; the caller knows that what was popped has arrived."""
        if self._spool and not self._spool.unread and not self._again:
            self._spool.clear()

    def begins_with_start(self) -> bool:
        """True if the oldest entry is known to be a RunStart."""
        if not self._again and self._spool and self._spool.unread:
            return False
        return next((e.kind is Kind.START for e in self._in_memory()), False)

    def settle(self, lead: Entry | None) -> Unsent:
        """Ends it: everything goes to a file of the spool directory, after the lead, else it is dropped."""
        requests = len(self)
        snapshots = sum(e.kind is Kind.SNAPSHOT and not e.stored for e in self._in_memory())
        file = self._save(self._spool, lead) if self._spool and requests else None
        if file:
            self._counts.spooled += snapshots
        else:
            self._counts.dropped += snapshots
        self._again.clear()
        self._waiting.clear()
        return Unsent(requests, file)

    def _in_memory(self) -> Iterator[Entry]:
        return chain(self._again, self._waiting)

    def _save(self, spool: Spool, lead: Entry | None) -> str | None:
        older = [lead, *self._again] if lead else self._again
        try:
            return str(spool.settle([e.body for e in older], [e.body for e in self._waiting]))
        except OSError as error:
            self._warnings.once("spool", f"the spool directory does not take what is left: {error}")
            return None

    def _leave(self) -> Entry:
        entry = self._waiting.popleft()
        if entry.kind is Kind.START:
            self._preceding = entry
        return entry

    def _weigh(self, entry: Entry, sign: int) -> None:
        self._snapshots += sign * (entry.kind is Kind.SNAPSHOT)
        self._bytes += sign * entry.weight

    def _shed(self) -> bool:
        """Takes the oldest waiting entry out of memory; False if none may go."""
        if self._spool and self._waiting and self._spill(self._spool, self._waiting[0]):
            self._weigh(self._leave(), -1)
            return True
        return self._drop()

    def _spill(self, spool: Spool, entry: Entry) -> bool:
        try:
            if not spool.unread and entry.kind is not Kind.START and self._preceding:
                spool.append(self._preceding.body)  # each stretch of the file can be understood by itself
            spool.append(entry.body)
        except OSError as error:
            self._warnings.once("spool", f"the spool directory does not take more ({error}); the oldest is dropped")
            return False
        self._counts.spooled += entry.kind is Kind.SNAPSHOT
        return True

    def _drop(self) -> bool:
        """Drops the oldest entry in memory, but no RunStart that later ones need, and no RunEnd."""
        for queue in (self._again, self._waiting):
            for place, entry in enumerate(queue):
                if entry.kind is Kind.END:
                    return False
                if entry.kind is not Kind.START or _is_superseded(queue, place):
                    del queue[place]
                    self._weigh(entry, -1)
                    self._count_dropped(entry)
                    return True
        return False

    def _count_dropped(self, entry: Entry) -> None:
        if entry.kind is Kind.SNAPSHOT:
            self._counts.dropped += 1
            self._warnings.once("dropped", "the queue is full; the oldest snapshots are dropped and counted")


def _is_superseded(queue: deque[Entry], place: int) -> bool:
    return place + 1 < len(queue) and queue[place + 1].kind is Kind.START
