# SPDX-License-Identifier: Apache-2.0
"""The overflow of a queue: a first-in, first-out file in the spool directory."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from koopwatch._records import RecordReader, RecordWriter


class Spool:
    """Requests on disk, oldest first. What was read stays in the file until clear: a crash loses nothing of it."""

    def __init__(self, directory: Path, run: str, incarnation: int) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._new = partial(RecordWriter, directory, run, incarnation)
        self._writer: RecordWriter | None = None
        self._reader: RecordReader | None = None
        self.unread = 0

    def append(self, body: bytes) -> None:
        """Adds the newest request; OSError if the disk does not take it."""
        if self._writer is None:
            self._writer = self._new()
            self._reader = RecordReader(self._writer.path)
        self._writer.append(body)
        self.unread += 1

    def pop(self) -> bytes | None:
        """The oldest request not read yet, or None."""
        if self.unread == 0 or self._reader is None:
            return None
        body = self._reader.next()
        self.unread = 0 if body is None else self.unread - 1
        return body

    def clear(self) -> None:
        """Removes the file: everything in it has arrived."""
        path = self._close()
        if path is not None:
            path.unlink(missing_ok=True)

    def settle(self, older: Iterable[bytes], newer: Iterable[bytes]) -> Path:
        """Leaves one file for ``python -m koopwatch sync``: the older requests, what is unread, the newer ones."""
        kept = self._new()
        for body in older:
            kept.append(body)
        while (unread := self.pop()) is not None:
            kept.append(unread)
        for body in newer:
            kept.append(body)
        kept.close()
        self.clear()
        return kept.path

    def _close(self) -> Path | None:
        writer, reader, self._writer, self._reader = self._writer, self._reader, None, None
        self.unread = 0
        if reader is not None:
            reader.close()
        if writer is None:
            return None
        writer.close()
        return writer.path
