# SPDX-License-Identifier: Apache-2.0
"""Puts a run's requests together and hands them on, under one lock."""

from dataclasses import replace
from typing import Any

from koopwatch._counts import Counts
from koopwatch._entry import Entry, Kind
from koopwatch._limits import LARGEST_DIMENSION, LARGEST_REQUEST
from koopwatch._proto.v1 import service_pb2, snapshot_pb2
from koopwatch._sinks import Sink
from koopwatch._story import Identity, Story
from koopwatch._warn import Warnings


class Publisher:
    """The one writer of a run."""

    def __init__(self, story: Story, sink: Sink, lock: Any, counts: Counts, warnings: Warnings) -> None:
        self._story = story
        self._sink = sink
        self._lock = lock
        self._counts = counts
        self._warnings = warnings

    def snapshot(self, observable: snapshot_pb2.Observable, step: int, values: bytes, wait: bool) -> None:
        """Hands a snapshot on, unless it is known here that no server could take it for what it is."""
        with self._lock:
            if not self._fits(observable):
                return
            if wait:
                self._sink.wait_for_room(len(values))
            self._put(self._story.snapshot(observable, step, values))

    def rows(self, stride: int, burst: int) -> None:
        """Declares bursts of rows; ValueError if the run has begun without them."""
        with self._lock:
            self._story.rows(stride, burst)

    @property
    def identity(self) -> Identity:
        """Which run this is, and in which life."""
        return self._story.identity

    def share(self, part: tuple[int, int], identity: Identity) -> None:
        """Makes this process's snapshots shard part[0] of part[1]; ValueError if the run has begun otherwise."""
        with self._lock:
            self._story.share(part, identity)

    def other(self, request: service_pb2.PublishRequest) -> None:
        """Hands scalars or a mark on."""
        with self._lock:
            self._put(self._story.other(request))

    def finish(self, timeout: float) -> bool:
        """Hands RunEnd on and waits for its acknowledgement; True if everything arrived."""
        with self._lock:
            self._put(self._story.end())
        return self._sink.finish(timeout)

    def counts(self) -> Counts:
        """A copy of the counts."""
        with self._lock:
            return replace(self._counts, refused=dict(self._counts.refused))

    def _put(self, entries: list[Entry]) -> None:
        for entry in entries:
            if len(entry.body) > LARGEST_REQUEST:
                self._refuse("too_large", f"a request of {len(entry.body)} bytes; expected at most {LARGEST_REQUEST}")
                continue
            self._counts.published += entry.kind is Kind.SNAPSHOT
            self._sink.put(entry)

    def _fits(self, observable: snapshot_pb2.Observable) -> bool:
        if observable.dimension > LARGEST_DIMENSION:
            text = f"{observable.name} has {observable.dimension} values; expected at most {LARGEST_DIMENSION}"
            return self._refuse("too_large", text)
        before = self._story.declared(observable.name)
        if before and before.dimension == observable.dimension and before.sketch != observable.sketch:
            sizes = f"expected {_size(before)} values, got {_size(observable)}"
            return self._refuse("dimension", f"{observable.name} changed its size under the sketch: {sizes}")
        return True

    def _refuse(self, reason: str, text: str) -> bool:
        """Counts what the server would refuse if it could see it, or could not even read."""
        self._counts.refuse(reason)
        self._warnings.once(("refused here", reason), f"not sent ({reason}): {text}")
        return False


def _size(observable: snapshot_pb2.Observable) -> int:
    return observable.sketch.source_size or observable.dimension
