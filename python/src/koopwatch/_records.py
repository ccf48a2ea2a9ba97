# SPDX-License-Identifier: Apache-2.0
"""Files of requests: a header, then records of length, CRC-32 (both 4 bytes, little-endian) and a request's bytes.

A file is named RUN-INCARNATION-NUMBER.koopwatch. Writers hold a lock on it, so that sync knows one that still grows.
"""

import contextlib
import os
import re
import struct
import zlib
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows: nothing tells sync that a file still grows
    fcntl = None  # type: ignore[assignment,unused-ignore]

HEADER = b"koopwatch requests 1\n"
_FRAME = struct.Struct("<II")
_NAME = re.compile(r"(.+)-(\d+)-(\d+)\.koopwatch")


class RecordWriter:
    """Appends requests to a new file; every record is with the operating system when append returns."""

    def __init__(self, directory: Path, run: str, incarnation: int) -> None:
        self.path, self._file = _create(directory, f"{run}-{incarnation}")
        self._end = 0
        _lock(self._file)
        self._write(HEADER)

    def append(self, body: bytes) -> None:
        """Writes one record; OSError if it does not fit, and then the file is as before."""
        self._write(_FRAME.pack(len(body), zlib.crc32(body)) + body)

    def close(self) -> None:
        """Ends the file and its lock."""
        self._file.close()

    def _write(self, data: bytes) -> None:
        try:
            written = self._file.write(data)
            if written != len(data):
                raise OSError(f"wrote {written} of {len(data)} bytes to {self.path}")
            self._end += len(data)
        except OSError:
            self._file.truncate(self._end)
            self._file.seek(self._end)
            raise


class RecordReader:
    """Reads requests in order; may follow a writer. A torn or damaged record ends the file."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("rb")
        if self._file.read(len(HEADER)) != HEADER:
            self._file.close()
            raise ValueError(f"{path}: expected a file of requests, found another header")

    def next(self) -> bytes | None:
        """The next request, or None at the end."""
        start = self._file.tell()
        frame = self._file.read(_FRAME.size)
        if len(frame) == _FRAME.size:
            length, crc = _FRAME.unpack(frame)
            body = self._file.read(length)
            if len(body) == length and zlib.crc32(body) == crc:
                return body
        self._file.seek(start)
        return None

    @property
    def clean(self) -> bool:
        """True if nothing unreadable follows."""
        return self._file.tell() == os.fstat(self._file.fileno()).st_size

    def __enter__(self) -> "RecordReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        """The requests that are left."""
        while (body := self.next()) is not None:
            yield body

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def in_order(directory: Path) -> list[Path]:
    """The files of a directory by run, incarnation and number: the order in which a server must see them."""
    named = [(m, p) for p in directory.iterdir() if (m := _NAME.fullmatch(p.name))]
    return [p for _, p in sorted(((m[1], int(m[2]), int(m[3])), p) for m, p in named)]


def is_growing(path: Path) -> bool:
    """True while a writer holds the file."""
    if fcntl is None:
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _create(directory: Path, stem: str) -> tuple[Path, IO[bytes]]:
    for number in count():
        path = directory / f"{stem}-{number}.koopwatch"
        try:
            return path, path.open("xb", buffering=0)
        except FileExistsError:
            continue
    raise AssertionError("count() ended")


def _lock(file: IO[bytes]) -> None:
    if fcntl is not None:
        with contextlib.suppress(OSError):  # a file system without locks: sync then takes the file as complete
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
