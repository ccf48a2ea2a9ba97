# SPDX-License-Identifier: Apache-2.0
"""Copies what the service found out about a run into the trackers that the user has."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from koopwatch._api import Api, Json
from koopwatch._run import Run
from koopwatch._trackers import TensorBoard, Tracker, WandB
from koopwatch._warn import Warnings

_GAUGES = ("spectral_radius", "one_step_error", "effective_rank", "update_energy", "update_coherence")
_TURN = 0.2  # seconds
_AFTERWARDS = 1.0  # seconds between the end of a run and that of its last windows


def mirror(run: Run, *, tensorboard: Any = None, wandb: Any = None, own_rows: bool = False, every: float = 5.0) -> None:
    """Writes the run's gauges, distances and alerts into TensorBoard or W&B as they come, until ``run.finish``.

    tensorboard: a SummaryWriter. wandb: a run of W&B; own_rows: see the README. Tags are
    ``koopwatch/OBSERVABLE/GAUGE`` (spectral_radius, one_step_error, effective_rank, update_energy, update_coherence,
    distance_previous, distance_RUN and so on); a gauge's step is the last step of its window. A thread asks the
    service's HTTP API every so many seconds; distances are the newest at each look. Does nothing for a run that is not
    online.

    ValueError: nothing to write to, or ``every`` is not positive.
    """
    if tensorboard is None and wandb is None:
        raise ValueError("mirror: expected tensorboard= or wandb=, got neither")
    if not every > 0:
        raise ValueError(f"every: expected seconds above 0, got {every}")
    if run.http and run._is_open():
        trackers: list[Tracker] = [] if tensorboard is None else [TensorBoard(tensorboard)]
        trackers += [] if wandb is None else [WandB(wandb, own_rows)]
        follower = Follower(Reader(Api(run.http, run._connection), run.name), trackers, every, run._warnings)
        run._closes(follower.close)


class Reader:
    """Reads what is new of a run at each look."""

    def __init__(self, api: Api, run: str) -> None:
        self._api = api
        self._run = run
        self._incarnation: int | None = None
        self._read: dict[tuple[int, str], tuple[int, int]] = {}  # first and last step of the newest window
        self._distances: dict[tuple[Any, ...], int] = {}
        self._versions: set[tuple[Any, ...]] = set()
        self.ended = False

    def gauges(self) -> list[tuple[int, dict[str, float]]]:
        """New gauges by step, ascending within an incarnation. After an error nothing counts as read."""
        before = self._incarnation, dict(self._read), dict(self._distances)
        try:
            return self._new_gauges()
        except Exception:
            self._incarnation, self._read, self._distances = before
            raise

    def _new_gauges(self) -> list[tuple[int, dict[str, float]]]:
        state = self._api.run(self._run)
        if state is None:
            return []
        self.ended = state["state"] == "ended"
        before, self._incarnation = self._incarnation, state["incarnation"]
        found = [] if before in (None, state["incarnation"]) else self._windows(before, state)  # what is left of it
        found += self._windows(state["incarnation"], state)
        return [*found, *_by_step(self._new_distances(state))]

    def alerts(self) -> Iterator[Json]:
        """New versions of alerts and notes."""
        for event in self._api.events(self._run) if self._incarnation is not None else ():
            version = (event["id"], event["state"], event["cause"], event["severity"])
            if version not in self._versions:
                self._versions.add(version)
                yield event

    def _windows(self, incarnation: int, state: Json) -> list[tuple[int, dict[str, float]]]:
        return _by_step(
            (window["last_step"], f"koopwatch/{observable['name']}/{gauge}", window[gauge])
            for observable in state["observables"]
            for window in self._new_windows(incarnation, observable["name"])
            for gauge in _GAUGES
        )

    def _new_windows(self, incarnation: int, observable: str) -> list[Json]:
        first, last = self._read.get((incarnation, observable), (None, None))
        windows = self._api.windows(self._run, observable, incarnation, first)
        new = [w for w in windows if last is None or w["last_step"] > last]
        if new:
            self._read[incarnation, observable] = new[-1]["first_step"], new[-1]["last_step"]
        return new

    def _new_distances(self, state: Json) -> Iterator[tuple[int, str, float | None]]:
        for d in self._api.distances(state["group"]):
            to = self._other(d)
            key = (to, d["observable"], d["preset"], d["incarnation"], d["other_incarnation"])
            if to and self._distances.get(key) != d["last_step"]:
                self._distances[key] = d["last_step"]
                yield d["last_step"], f"koopwatch/{d['observable']}/distance_{to}", d["w1"]

    def _other(self, distance: Json) -> str:
        """What the run's spectrum was compared with: the other run of a pair, else the reference; empty if neither."""
        run, other, reference = distance["run"], distance["other"], str(distance["reference"])
        if reference == "pair" and self._run in (run, other):
            return str(other if run == self._run else run)
        return reference if run == self._run else ""


class Follower:
    """The thread between a reader and trackers. What fails is warned of once, and tried again at the next look."""

    def __init__(self, reader: Reader, trackers: list[Tracker], every: float, warnings: Warnings) -> None:
        self._reader = reader
        self._trackers = trackers
        self._every = every
        self._warnings = warnings
        self._closing = threading.Event()
        self._deadline = 0.0
        self._thread = threading.Thread(target=self._follow, name="koopwatch-mirror", daemon=True)
        self._thread.start()

    def close(self, timeout: float) -> None:
        """Waits, at most so many seconds, for the last windows of the run, and ends."""
        self._deadline = time.monotonic() + timeout
        self._closing.set()
        self._thread.join(timeout + 2 * _AFTERWARDS)

    def _follow(self) -> None:
        due = time.monotonic()
        while not self._closing.wait(_TURN):
            if time.monotonic() >= due:
                self._look()
                due = time.monotonic() + self._every
            self._each(lambda tracker: tracker.turn())
        while not self._reader.ended and time.monotonic() < self._deadline:
            self._look()
            time.sleep(_TURN)
        time.sleep(min(_AFTERWARDS, max(0.0, self._deadline - time.monotonic())))
        self._look()
        self._end()

    def _look(self) -> None:
        with self._harmless("could not read, and will try again"):
            for step, values in self._reader.gauges():
                self._each(lambda tracker, s=step, v=values: tracker.gauges(s, v))  # type: ignore[misc]
            for alert in self._reader.alerts():
                self._each(lambda tracker, a=alert: tracker.alert(a))  # type: ignore[misc]

    def _each(self, tell: Callable[[Tracker], object]) -> None:
        for tracker in self._trackers:
            with self._harmless("left something out"):
                tell(tracker)

    def _end(self) -> None:
        left: list[int] = []
        self._each(lambda tracker: left.append(tracker.close()))
        if sum(left):
            text = f"mirror: {sum(left)} rows found no row of the training's in W&B; everything is on the page"
            self._warnings.once("mirror rows", text)

    @contextmanager
    def _harmless(self, what: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self._warnings.once(("mirror", what), f"mirror {what}: {type(error).__name__}: {error}")


def _by_step(gauges: Iterable[tuple[int, str, float | None]]) -> list[tuple[int, dict[str, float]]]:
    rows: dict[int, dict[str, float]] = defaultdict(dict)
    for step, tag, value in gauges:
        if value is not None:  # the service's word for what is not finite
            rows[step][tag] = value
    return sorted(rows.items())
