# SPDX-License-Identifier: Apache-2.0
"""Turns what the training says into requests, in the order in which a server must see them."""

from collections import deque

from koopwatch._entry import Entry
from koopwatch._incarnation import Incarnation
from koopwatch._limits import LARGEST_DIMENSION, MOST_OBSERVABLES
from koopwatch._names import is_key
from koopwatch._proto.v1 import service_pb2, snapshot_pb2
from koopwatch._settings import Settings

_EARLY = 4096


class Story:
    """A run's requests. RunStart comes with the first snapshot, when dimensions are known, and again when an observable
    is added or the incarnation rises; what was logged before the first snapshot waits for it, the newest 4,096.
    """

    def __init__(self, settings: Settings, incarnation: Incarnation) -> None:
        self._settings = settings
        self._incarnation = incarnation
        self._observables: dict[str, snapshot_pb2.Observable] = {}
        self._early: deque[Entry] = deque(maxlen=_EARLY)
        self._started = False

    def declared(self, observable: str) -> snapshot_pb2.Observable | None:
        """How an observable was declared, if it was."""
        return self._observables.get(observable)

    def snapshot(self, observable: snapshot_pb2.Observable, step: int, values: bytes) -> list[Entry]:
        """A snapshot of an observable, described as it would be declared. One whose name or dimension no RunStart may
        carry is sent undeclared: the server refuses it alone, and not the run.
        """
        snapshot = snapshot_pb2.Snapshot(observable=observable.name, step=step, values=values)
        raised = self._incarnation.follow(observable.name, step)
        added = observable.name not in self._observables and self._can_declare(observable)
        if added:
            self._observables[observable.name] = observable
        start = self._start() if added or raised or not self._started else []
        return [*start, self._entry(service_pb2.PublishRequest(snapshot=snapshot))]

    def other(self, request: service_pb2.PublishRequest) -> list[Entry]:
        """Scalars or a mark."""
        entry = self._entry(request)
        if self._started:
            return [entry]
        self._early.append(entry)
        return []

    def end(self) -> list[Entry]:
        """RunEnd; nothing for a run of which nothing was told."""
        if not self._started and not self._early:
            return []
        start = [] if self._started else self._start()
        return [*start, self._entry(service_pb2.PublishRequest(end=snapshot_pb2.RunEnd()))]

    def _start(self) -> list[Entry]:
        s = self._settings
        start = snapshot_pb2.RunStart(
            run=s.run,
            group=s.group,
            arm=s.arm,
            baseline=s.baseline,
            display_name=s.display_name,
            labels=s.labels,
            observables=self._observables.values(),
            stride=s.stride,
            burst=s.burst,
            analyses=s.analyses,
        )
        held = [] if self._started else list(self._early)
        self._started = True
        self._early.clear()
        return [self._entry(service_pb2.PublishRequest(start=start)), *held]

    def _entry(self, request: service_pb2.PublishRequest) -> Entry:
        request.incarnation = self._incarnation.value
        return Entry.of(request)

    def _can_declare(self, observable: snapshot_pb2.Observable) -> bool:
        room = len(self._observables) < MOST_OBSERVABLES
        return room and is_key(observable.name) and 0 < observable.dimension <= LARGEST_DIMENSION
