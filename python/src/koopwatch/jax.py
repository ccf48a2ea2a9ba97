# SPDX-License-Identifier: Apache-2.0
"""Publishes the parameters of a JAX training.

import koopwatch.jax
for step in range(steps):
    params, ... = train_step(params, ...)
    koopwatch.jax.publish(run, step, params)
"""

import operator
from collections import deque
from typing import Any, SupportsIndex

from koopwatch._attachment import Attachment
from koopwatch._feed import Feed
from koopwatch._jax_agreement import agree
from koopwatch._jax_plan import Plan, leaves
from koopwatch._rhythm import Rhythm
from koopwatch._run import Run
from koopwatch._vector import float32_bytes

_EACH = Rhythm(1, 0)
_MOST = 8  # sketches under way; the oldest is waited for beyond it


def publish(run: Run, step: SupportsIndex, params: Any, observable: str = "weights") -> None:
    """Queues the parameters after a step; outside of jit, in every process. Does not wait for the devices.

    params: a pytree of arrays; its floating-point leaves are sketched to 1,024 values where they lie, neighbouring
    layers in up to 8 ranges of coordinates; up to 1,024 parameters are published as they are. Of several processes each
    publishes what it holds, copies are counted once. The first call compiles. Never raises; it warns once per cause.
    """
    try:
        _published(run, observable).weights.publish(operator.index(step), params)
    except Exception as error:
        cause = ("jax.publish", type(error))
        run._warnings.once(cause, f"jax.publish left something out: {type(error).__name__}: {error}")


class _Weights:
    """The parameters of a run that are published as one observable."""

    def __init__(self, run: Run, observable: str) -> None:
        self.feed = Feed(run._publisher, run._warnings, run._takes, run._mute, lambda: run._wake(_EACH), run._settle)
        self._run = run
        self._observable = observable
        self._plan: Plan | None = None
        self._under_way: deque[tuple[int, Plan, list[Any]]] = deque()

    def publish(self, step: int, params: Any) -> None:
        """Begins a step's sketch and hands on those that have come."""
        if self._run._is_quiet() or self._run._takes("jax.publish"):
            arrays = leaves(params, self.feed.warnings)
            plan = self._plan_of(arrays)
            if plan.publishes and self.feed.publisher is not None:
                self._under_way.append((step, plan, plan.begin(arrays)))
        while self._under_way and (len(self._under_way) > _MOST or _have_come(self._under_way[0][2])):
            self._hand_on()

    def flush(self, seconds: float) -> None:
        """Waits for all sketches and hands them on."""
        while self._under_way:
            self._hand_on()

    def _plan_of(self, arrays: list[tuple[str, Any]]) -> Plan:
        if self._plan is None or not self._plan.fits(arrays):
            before, self._plan = self._plan, Plan(arrays, self._observable)
            if before is None:
                self._join(self._plan)
        return self._plan

    def _join(self, plan: Plan) -> None:
        """Makes this process's sketches a part of the run's, where several processes hold the parameters."""
        if not plan.publishes:
            self.feed.mute()
        elif plan.part[1] > 1:
            self.feed.share(plan.part, lambda identity: agree(self._observable, plan.part[0], identity))

    def _hand_on(self) -> None:
        step, plan, parts = self._under_way.popleft()
        self.feed.put(plan.observable, step, float32_bytes(plan.end(parts)))


def _have_come(parts: list[Any]) -> bool:
    return all(part.is_ready() for part in parts)


class _Published(Attachment):
    """What the run finishes with the rest of its attachments."""

    def __init__(self, run: Run, observable: str) -> None:
        self.weights = _Weights(run, observable)
        super().__init__(self.weights.feed, _EACH, 0, _Rest(self.weights))


class _Rest:
    """What finish waits for."""

    def __init__(self, weights: _Weights) -> None:
        self.flush = weights.flush

    def publish(self, step: int) -> None:
        """Nothing: JAX has no hooks."""

    def settle(self) -> None:
        """Nothing: no thread of ours sketches."""


def _published(run: Run, observable: str) -> _Published:
    known = run._attachments.get(observable)
    if isinstance(known, _Published):
        return known
    if known is not None:
        known.remove()
    made = _Published(run, observable)
    run._attachments[observable] = made
    return made
