# SPDX-License-Identifier: Apache-2.0
"""What an attachment may do with the run it belongs to."""

from collections.abc import Callable
from dataclasses import dataclass

from koopwatch._proto.v1 import snapshot_pb2
from koopwatch._publisher import Publisher
from koopwatch._warn import Warnings


@dataclass(frozen=True)
class Feed:
    """``takes`` tells whether the run still takes what a method of the given name has to say."""

    publisher: Publisher | None  # None: disabled
    warnings: Warnings
    takes: Callable[[str], bool]
    mute: Callable[[], None]

    def put(self, observable: snapshot_pb2.Observable, step: int, values: bytes) -> None:
        """Queues a snapshot."""
        if self.publisher is not None:
            self.publisher.snapshot(observable, step, values, wait=False)
