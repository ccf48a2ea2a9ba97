# SPDX-License-Identifier: Apache-2.0
"""What an attachment may do with the run it belongs to."""

from collections.abc import Callable
from dataclasses import dataclass

from koopwatch._proto.v1 import snapshot_pb2
from koopwatch._publisher import Publisher
from koopwatch._story import Identity
from koopwatch._warn import Warnings


@dataclass
class Feed:
    """``takes``: whether the run takes what is said in a method's name. ``mute``: makes the run say nothing. ``wake``:
    makes a run speak that kept quiet because it is not rank 0's, and gives its publisher. ``settle``: waits for what
    the run's attachments have under way.
    """

    publisher: Publisher | None  # None: disabled, or quiet
    warnings: Warnings
    takes: Callable[[str], bool]
    mute: Callable[[], None]
    wake: Callable[[], Publisher | None]
    settle: Callable[[], None]

    def put(self, observable: snapshot_pb2.Observable, step: int, values: bytes) -> None:
        """Queues a snapshot."""
        if self.publisher is not None:
            self.publisher.snapshot(observable, step, values, wait=False)

    def share(self, part: tuple[int, int], agree: Callable[[Identity | None], Identity | None]) -> None:
        """Makes this process's snapshots one of several parts that the server adds up. ``agree`` is given the run's
        identity here, and returns that of all processes. Without one nothing is published.
        """
        self.publisher, identity = self.wake(), None
        try:
            identity = agree(self.publisher.identity if self.publisher else None)
        finally:
            if identity is None:
                self.mute()
                self.publisher = None
        if self.publisher is not None and identity is not None:
            self.publisher.share(part, identity)
