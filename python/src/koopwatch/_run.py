# SPDX-License-Identifier: Apache-2.0
"""A run as its training script sees it."""

import atexit
import functools
import html
import operator
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, SupportsIndex

from koopwatch import _names, _sketch
from koopwatch._address import Connection
from koopwatch._alerts import Alert, Alerts
from koopwatch._attachment import Attachment
from koopwatch._counts import Counts
from koopwatch._feed import Feed
from koopwatch._proto.v1 import service_pb2, snapshot_pb2
from koopwatch._publisher import Publisher
from koopwatch._rhythm import Rhythm
from koopwatch._vector import flat, float32_bytes
from koopwatch._warn import Warnings

if TYPE_CHECKING:
    import torch

_EXIT_SECONDS = 20.0
_P = ParamSpec("_P")
_unfinished: set["Run"] = set()


def _harmless(method: Callable[Concatenate["Run", _P], None]) -> Callable[Concatenate["Run", _P], None]:
    """Nothing that a monitor does may end a training: what goes wrong is warned of once."""

    @functools.wraps(method)
    def call(self: "Run", /, *args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            if self._takes(method.__name__):
                method(self, *args, **kwargs)
        except Exception as error:
            cause = (method.__name__, type(error))
            self._warnings.once(cause, f"{method.__name__} left something out: {type(error).__name__}: {error}")

    return call


class Run:
    """One training run; made by koopwatch.init. Its methods may be called from any thread, and never raise."""

    def __init__(
        self,
        publisher: Publisher | None,
        alerts: Alerts,
        warnings: Warnings,
        name: str = "",
        http: str = "",
        later: Callable[[], Publisher] | None = None,
        connection: Connection | None = None,
    ) -> None:
        self._publisher = (
            publisher  # None: disabled, or quiet until it is known that this process has a part to publish
        )
        self._later = later
        self._alerts = alerts
        self._warnings = warnings
        self._closers: list[Callable[[float], None]] = []
        self.name = name
        self.http = http  # of page and API; empty unless online
        self._connection = connection
        self._process = os.getpid()
        self._finished = False
        self._attachments: dict[str, Attachment] = {}
        if publisher is not None:
            _unfinished.add(self)

    @_harmless
    def publish(
        self,
        step: SupportsIndex,
        array: Any,
        observable: str = "weights",
        wait: bool = False,
        sketch: bool = True,
    ) -> None:
        """Queues the values of an observable after a step; returns at once.

        array: numbers of any shape, [d] after flattening, sent as float32: numpy, jax, torch, lists. More than 1,024 of
        them are sketched to 1,024, unless ``sketch`` is False; then at most 65,536 travel. An observable's first array
        declares d. ``wait`` blocks while the queue is full, where otherwise the oldest snapshot would go. The array may
        be changed afterwards. In a sharded run every process calls it, and the first one's array is taken. What the
        server refuses (NaN, another dimension) is warned of once and counted.
        """
        values = flat(array)
        described = snapshot_pb2.Observable(name=observable, dimension=len(values))
        if sketch and len(values) > _sketch.WIDTH:
            described = _sketched(observable, len(values))
            values = _sketch.sketch([(observable, values)])
        self._settle()  # a step that goes back begins a new life: nothing of the old one may come after it
        self._told().whole(described, operator.index(step), float32_bytes(values), wait)

    @_harmless
    def log(self, values: Mapping[str, Any], *, step: SupportsIndex) -> None:
        """Queues what else was measured at a step, name to number, to be shown beside the spectrum."""
        numbers = {str(name): n for name, value in values.items() if (n := self._number(name, value)) is not None}
        scalars = snapshot_pb2.Scalars(step=operator.index(step), values=numbers)
        self._told().other(service_pb2.PublishRequest(scalars=scalars))

    @_harmless
    def mark(self, text: str, *, step: SupportsIndex, alert_id: str = "") -> None:
        """Queues what the user knows of a step: an announced change, or with ``alert_id`` an acknowledged alert."""
        mark = snapshot_pb2.Mark(text=text, step=operator.index(step), alert_id=alert_id)
        self._told().other(service_pb2.PublishRequest(mark=mark))

    def attach(
        self,
        model: "torch.nn.Module",
        optimizer: "torch.optim.Optimizer | Sequence[torch.optim.Optimizer] | None" = None,
        *,
        every: int = 1,
        burst: int = 0,
        observe: str | Sequence[str] = "all",
        per_layer: bool = False,
        dry_run: bool = False,
        observable: str = "weights",
        start_step: int | None = None,
    ) -> Attachment:
        """Publishes a torch model's weights after the steps of its optimizer, by itself.

        model: as it is trained, wrapped already. optimizer: the one that steps it, or several, which together make one
        step; None: the training calls ``step`` of what is returned. every: publish each step that it divides; burst: or
        so many consecutive steps from there, for what changes sign at every step. observe: ``all`` parameters that now
        require gradients, the ``last_layer``, or patterns (fnmatch) of parameter names. per_layer: one observable for
        each layer in place of one for all. dry_run: prints what would be published and its cost, publishes nothing.
        start_step: the number of the first step, 0 unless this run was attached before: then it goes on counting.

        ValueError: an argument that cannot be used. Anything else is warned of, and the training goes on unobserved.
        """
        rhythm = Rhythm(operator.index(every), operator.index(burst))
        name = _names.checked("observable", observable)
        before = self._attachments.get(name)
        if before and before.active:
            raise ValueError(f"observable: {name!r} is attached already; name this one otherwise, or remove that one")
        first = operator.index((before.next_step if before else 0) if start_step is None else start_step)
        feed = Feed(self._publisher, self._warnings, self._takes, self._mute, lambda: self._wake(rhythm), self._settle)
        if not dry_run:
            if not self._is_quiet() and not self._takes("attach"):
                return Attachment(feed, rhythm, first, None)
            if self._publisher is not None:
                self._publisher.rows(rhythm.stride, rhythm.burst)
        from koopwatch._attach import attach  # noqa: PLC0415  torch is imported only where it is used

        given: list[Any] = list(optimizer) if isinstance(optimizer, (list, tuple)) else [optimizer]
        given = [o for o in given if o is not None]
        attachment = attach(feed, model, given, rhythm, observe, per_layer, dry_run, name, first)
        if not dry_run:
            self._attachments[name] = attachment
        return attachment

    def alerts(self) -> list[Alert]:
        """The warnings and criticals of this run that this process received: latest version per id, in order."""
        return self._alerts.alerts()

    def notes(self) -> list[Alert]:
        """The informational ones, likewise."""
        return self._alerts.notes()

    def should_stop(self, kinds: Collection[str] | None = None) -> bool:
        """True from the first alert on whose kind or severity is among ``kinds``, else among init's ``stop_on``.

        Always False if neither names any, for kafka:// endpoints, and in processes that publish nothing (under DDP all
        but rank 0): decide in all of them together. Alerts that an announced change explains do not count. It stays
        True; to act on each alert once, use ``on_alert``.
        """
        try:
            return self._alerts.asks_to_stop(kinds)
        except TypeError:
            got = type(kinds).__name__
            self._warnings.once("should_stop", f"should_stop: kinds: expected names such as ['Instability'], got {got}")
            return False

    @property
    def url(self) -> str:
        """The run's live page; empty unless the run is online."""
        return f"{self.http}/#run={self.name}" if self.http else ""

    def counts(self) -> Counts:
        """What became of the snapshots so far."""
        return Counts() if self._publisher is None or self._is_elsewhere() else self._publisher.counts()

    def finish(self, timeout: float = 20.0) -> bool:
        """Ends the run and waits, at most ``timeout`` seconds, until the server has everything; True if it has.

        Otherwise it warns; what is left goes to the spool directory if there is one. Further calls do nothing.
        """
        if self._publisher is None or self._finished or self._is_elsewhere():
            return True
        end = time.monotonic() + timeout
        for attachment in self._attachments.values():
            attachment.remove(max(0.0, end - time.monotonic()))
        self._finished = True
        _unfinished.discard(self)
        try:
            done = self._publisher.finish(max(0.0, end - time.monotonic()))
            for close in self._closers:
                close(max(0.0, end - time.monotonic()))
            self._alerts.close()
        except Exception as error:
            self._warnings.once("finish", f"the run could not be finished: {type(error).__name__}: {error}")
            return False
        return done

    def _closes(self, close: Callable[[float], None]) -> None:
        """Has something end with the run, within the seconds that it is given."""
        self._closers.append(close)

    def _is_open(self) -> bool:
        return self._publisher is not None and not self._finished and not self._is_elsewhere()

    def _repr_html_(self) -> str:
        """What a notebook shows: state, counts, the way to the page."""
        state = "disabled" if self._publisher is None else "finished" if self._finished else "live"
        link = f' · <a href="{html.escape(self.url)}">page</a>' if self.url else ""
        counts = self.counts()
        refused = sum(counts.refused.values())
        return (
            f"<b>koopwatch</b> {html.escape(self.name)} · {state} · {counts.published} published, "
            f"{counts.delivered} delivered, {counts.spooled} spooled, {counts.dropped} dropped, {refused} refused{link}"
        )

    def __enter__(self) -> "Run":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.finish()

    def _mute(self) -> None:
        """Says nothing any more: another process is a replica of this one and publishes for both."""
        self._publisher = self._later = None
        _unfinished.discard(self)

    def _settle(self) -> None:
        for attachment in list(self._attachments.values()):
            attachment.settle()

    def _wake(self, rhythm: Rhythm) -> Publisher | None:
        if self._is_quiet():
            assert self._later is not None
            self._publisher = self._later()
            self._publisher.rows(rhythm.stride, rhythm.burst)
            _unfinished.add(self)
        return self._publisher

    def _is_quiet(self) -> bool:
        return self._publisher is None and self._later is not None and not (self._finished or self._is_elsewhere())

    def _told(self) -> Publisher:
        assert self._publisher is not None
        return self._publisher

    def _takes(self, method: str) -> bool:
        if self._publisher is None:
            return False
        if self._is_elsewhere():
            self._warnings.once("fork", f"{method} in a forked process is ignored; the one that called init publishes")
            return False
        if self._finished:
            self._warnings.once("finished", f"{method} after finish is ignored")
            return False
        return True

    def _is_elsewhere(self) -> bool:
        """True in a fork, where the threads are gone and locks may be held by nobody: nothing may be touched there."""
        return os.getpid() != self._process

    def _number(self, name: object, value: Any) -> float | None:
        try:
            return float(value)
        except (TypeError, ValueError):
            self._warnings.once(("log", name), f"log left out {name!r}: expected a number, got {type(value).__name__}")
            return None


def _sketched(observable: str, size: int) -> snapshot_pb2.Observable:
    how = snapshot_pb2.Sketch(algorithm=_sketch.ALGORITHM, seed=_sketch.SEED, source_size=size)
    return snapshot_pb2.Observable(name=observable, dimension=_sketch.WIDTH, sketch=how)


@atexit.register
def _finish_all() -> None:
    """Finishes what the script did not, within one limit for all."""
    end = time.monotonic() + _EXIT_SECONDS
    for run in list(_unfinished):
        run.finish(max(0.0, end - time.monotonic()))
