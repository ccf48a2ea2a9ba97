# SPDX-License-Identifier: Apache-2.0
"""What an attachment may do with the run it belongs to."""

from collections.abc import Callable
from dataclasses import dataclass

from koopwatch._proto.v1 import snapshot_pb2
from koopwatch._publisher import Publisher
from koopwatch._rhythm import Rhythm
from koopwatch._warn import Warnings


@dataclass(frozen=True)
class Feed:
    """``takes``: whether the run takes what is said in a method's name. ``mute``: makes the run say nothing."""

    publisher: Publisher | None  # None: disabled
    warnings: Warnings
    takes: Callable[[str], bool]
    mute: Callable[[], None]

    def put(self, observable: snapshot_pb2.Observable, step: int, values: bytes) -> None:
        """Queues a snapshot."""
        if self.publisher is not None:
            self.publisher.snapshot(observable, step, values, wait=False)

    def follow(self, rhythm: Rhythm) -> None:
        """Declares the rhythm; ValueError if the run has another one."""
        if self.publisher is not None:
            self.publisher.rows(rhythm.stride, rhythm.burst)

    def share(self, part: tuple[int, int]) -> None:
        """Makes this process's snapshots one of several parts that the server adds up."""
        if self.publisher is not None:
            self.publisher.share(part)
