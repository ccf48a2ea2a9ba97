# SPDX-License-Identifier: Apache-2.0
"""Turns what the training says into requests, in the order in which a server must see them."""

from collections import deque
from dataclasses import dataclass, replace

from koopwatch._entry import Entry
from koopwatch._incarnation import Incarnation
from koopwatch._limits import LARGEST_DIMENSION, MOST_OBSERVABLES
from koopwatch._names import is_key
from koopwatch._proto.v1 import service_pb2, snapshot_pb2
from koopwatch._settings import Settings

_EARLY = 4096


@dataclass(frozen=True)
class Identity:
    """What all processes of one run have in common."""

    run: str
    incarnation: int


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
        self._part = (0, 1)

    def rows(self, stride: int, burst: int) -> None:
        """Declares bursts of consecutive rows; without them (0) an observable's first two rows declare its stride.

        ValueError if the run's settings or its RunStart say otherwise.
        """
        s = self._settings
        fits = s.stride in (0, stride) and s.burst in (0, burst)
        declared = not burst or (s.stride, s.burst) == (stride, burst)
        if not fits or (self._started and not declared):
            told = f"stride={s.stride}, burst={s.burst}"
            raise ValueError(f"every and burst: the run has {told}; expected the same, got {stride=}, {burst=}")
        if burst:
            self._settings = replace(s, stride=stride, burst=burst)

    @property
    def identity(self) -> Identity:
        """Which run this is, and in which life."""
        return Identity(self._settings.run, self._incarnation.value)

    def share(self, part: tuple[int, int], identity: Identity) -> None:
        """Makes this process shard part[0] of part[1] of a run; ValueError if it began otherwise."""
        if self._started and (part, identity) != (self._part, self.identity):
            raise ValueError(f"shards: the run began with {max(1, self._part[1])}, before attach made it {part[1]}")
        self._part = part
        self._settings = replace(self._settings, run=identity.run)
        self._incarnation.agree(identity.incarnation)

    def declared(self, observable: str) -> snapshot_pb2.Observable | None:
        """How an observable was declared, if it was."""
        return self._observables.get(observable)

    def snapshot(self, observable: snapshot_pb2.Observable, step: int, values: bytes) -> list[Entry]:
        """A snapshot of an observable, described as it would be declared. One whose name or dimension no RunStart may
        carry is sent undeclared: the server refuses it alone, and not the run.
        """
        snapshot = snapshot_pb2.Snapshot(observable=observable.name, step=step, shard=self._part[0], values=values)
        raised = self._incarnation.follow(observable.name, step)
        added = observable.name not in self._observables and self._can_declare(observable)
        if added:
            self._observables[observable.name] = observable
        start = self._start() if added or raised or not self._started else []
        return [*start, self._entry(service_pb2.PublishRequest(snapshot=snapshot))]

    def other(self, request: service_pb2.PublishRequest) -> list[Entry]:
        """Scalars or a mark; a sharded run's are told by its first shard alone."""
        if self._part[0] > 0:
            return []
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
        return [*start, self._entry(service_pb2.PublishRequest(end=snapshot_pb2.RunEnd(shard=self._part[0])))]

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
            shards=self._part[1] if self._part[1] > 1 else 0,
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
