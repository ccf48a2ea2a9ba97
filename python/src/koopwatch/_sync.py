# SPDX-License-Identifier: Apache-2.0
"""Sends the files of a directory to the server, in order."""

import threading
from collections.abc import Callable
from pathlib import Path

from koopwatch._address import Connection
from koopwatch._alerts import Alerts
from koopwatch._backlog import Backlog, Limits
from koopwatch._counts import Counts
from koopwatch._door import open_door
from koopwatch._entry import Entry
from koopwatch._outbox import Outbox
from koopwatch._records import RecordReader, in_order, is_growing
from koopwatch._warn import Warnings

_LIMITS = Limits(bytes=16 << 20)


def sync(directory: Path, to: Connection, patience: float) -> bool:
    """Sends every file and renames it to .sent; says on standard output what became of each. True if all arrived.

    Stops at the first file of which nothing arrives for ``patience`` seconds: later files of a run must not overtake
    it. A file that still grows is sent as far as it goes and keeps its name.
    """
    return all(_send(path, to, patience) for path in in_order(directory))


def _send(path: Path, to: Connection, patience: float) -> bool:
    growing = is_growing(path)
    try:
        reader = RecordReader(path)
    except ValueError as error:
        print(error)
        return False
    counts, warnings = Counts(), Warnings(path.name)
    outbox = Outbox(threading.RLock(), counts, Backlog(counts, warnings, _LIMITS, None), _LIMITS)
    with reader:
        sender = open_door(to, outbox, Alerts((), warnings), warnings)
        try:
            arrived = _feed(reader, outbox, counts, patience)
        finally:
            sender.stop()
        torn = not reader.clean
    print(_report(path, counts, arrived, growing, torn))
    if arrived and not growing:
        path.rename(path.with_name(path.name + ".sent"))
    return arrived


def _feed(reader: RecordReader, outbox: Outbox, counts: Counts, patience: float) -> bool:
    for body in reader:
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


def _report(path: Path, counts: Counts, arrived: bool, growing: bool, torn: bool) -> str:
    parts = [f"{path.name}: {counts.delivered} snapshots {'sent' if arrived else 'sent, the rest did not arrive'}"]
    if counts.refused:
        parts.append("refused: " + ", ".join(f"{n} {reason}" for reason, n in sorted(counts.refused.items())))
    if growing:
        parts.append("the file still grows: sync again later")
    elif torn:
        parts.append("the file ends in a damaged record")
    return "; ".join(parts)
