# SPDX-License-Identifier: Apache-2.0
"""Sends the files of a directory to the server, in order."""

import contextlib
import heapq
import threading
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path

from koopwatch._address import Connection
from koopwatch._alerts import Alerts
from koopwatch._backlog import Backlog, Limits
from koopwatch._counts import Counts
from koopwatch._door import open_door
from koopwatch._entry import Entry
from koopwatch._outbox import Outbox
from koopwatch._proto.v1 import service_pb2
from koopwatch._records import RecordReader, in_order, is_growing
from koopwatch._warn import Warnings

_LIMITS = Limits(bytes=16 << 20)


def sync(directory: Path, to: Connection, patience: float) -> bool:
    """Sends every file and renames it to .sent; says on standard output what became of each. True if all arrived.

    The files of a sharded run go together, step by step, for the server does not wait long for a step's other shards.
    Stops at the first file of which nothing arrives for ``patience`` seconds: later files of a run must not overtake
    it. A file that still grows is sent as far as it goes and keeps its name.
    """
    return all(_send(paths, to, patience) for paths in _together(in_order(directory)))


def _together(paths: Sequence[Path]) -> list[list[Path]]:
    """The files, those of one sharded run and incarnation together."""
    found: dict[object, list[Path]] = {}
    for path in paths:
        found.setdefault(_sharded_life(path) or path, []).append(path)
    return list(found.values())


def _sharded_life(path: Path) -> tuple[str, int] | None:
    try:
        with RecordReader(path) as reader:
            request = service_pb2.PublishRequest.FromString(reader.next() or b"")
    except ValueError:  # no such file; _send says so
        return None
    return (request.start.run, request.incarnation) if request.start.shards > 1 else None


def _send(paths: Sequence[Path], to: Connection, patience: float) -> bool:
    growing = any(is_growing(path) for path in paths)
    name = paths[0].name + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")
    counts, warnings = Counts(), Warnings(name)
    with contextlib.ExitStack() as opened:
        try:
            readers = [opened.enter_context(RecordReader(path)) for path in paths]
        except ValueError as error:
            print(error)
            return False
        arrived = _deliver(readers, to, counts, warnings, patience)
        torn = not all(reader.clean for reader in readers)
    print(_report(name, counts, arrived, growing, torn))
    if arrived and not growing:
        for path in paths:
            path.rename(path.with_name(path.name + ".sent"))
    return arrived


def _deliver(
    readers: Sequence[RecordReader], to: Connection, counts: Counts, warnings: Warnings, patience: float
) -> bool:
    outbox = Outbox(threading.RLock(), counts, Backlog(counts, warnings, _LIMITS, None), _LIMITS)
    sender = open_door(to, outbox, Alerts((), warnings), warnings)
    try:
        return _feed(_by_step(readers), outbox, counts, patience)
    finally:
        sender.stop()


def _by_step(readers: Sequence[RecordReader]) -> Iterator[bytes]:
    """The requests of one file, or of several by incarnation and step."""
    if len(readers) == 1:
        return iter(readers[0])
    return (body for _, body in heapq.merge(*(map(_Place(), reader) for reader in readers), key=itemgetter(0)))


class _Place:
    """Tells each request of a file with its incarnation and step; one without a step goes where the one before went."""

    def __init__(self) -> None:
        self._last = (0, 0)

    def __call__(self, body: bytes) -> tuple[tuple[int, int], bytes]:
        request = service_pb2.PublishRequest.FromString(body)
        if request.HasField("snapshot"):
            self._last = max(self._last, (request.incarnation, request.snapshot.step))
        return self._last, body


def _feed(bodies: Iterator[bytes], outbox: Outbox, counts: Counts, patience: float) -> bool:
    for body in bodies:
        entry = Entry.read(body)
        if not _patiently(lambda t, size=entry.weight: outbox.wait_for_room(size, t), counts, patience):  # type: ignore[misc]
            return False
        outbox.put(entry)
    outbox.close()
    return _patiently(outbox.wait_until_empty, counts, patience)


def _patiently(wait: Callable[[float], bool], counts: Counts, patience: float) -> bool:
    """Waits as long as something arrives at least every ``patience`` seconds."""
    while True:
        before = (counts.delivered, sum(counts.refused.values()))
        if wait(patience):
            return True
        if before == (counts.delivered, sum(counts.refused.values())):
            return False


def _report(name: str, counts: Counts, arrived: bool, growing: bool, torn: bool) -> str:
    parts = [f"{name}: {counts.delivered} snapshots {'sent' if arrived else 'sent, the rest did not arrive'}"]
    if counts.refused:
        parts.append("refused: " + ", ".join(f"{n} {reason}" for reason, n in sorted(counts.refused.items())))
    if growing:
        parts.append("the file still grows: sync again later")
    elif torn:
        parts.append("the file ends in a damaged record")
    return "; ".join(parts)
