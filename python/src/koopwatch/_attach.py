# SPDX-License-Identifier: Apache-2.0
"""Publishes a torch model's weights after the steps of its optimizer."""

import statistics
import time
from collections.abc import Sequence
from typing import Any

import torch

from koopwatch._attach_copies import Copies, Values, starter
from koopwatch._attach_lane import LARGEST, Lane
from koopwatch._attach_parameters import Named, is_low, masters, observed
from koopwatch._attach_plan import Plan
from koopwatch._attachment import Attachment
from koopwatch._feed import Feed
from koopwatch._rhythm import Rhythm
from koopwatch._torch_agreement import agree
from koopwatch._vector import float32_bytes

_TIMED = 5
_PATIENCE = 20.0  # seconds


def attach(
    feed: Feed,
    model: torch.nn.Module,
    optimizers: Sequence[torch.optim.Optimizer],
    rhythm: Rhythm,
    observe: str | Sequence[str],
    per_layer: bool,
    dry_run: bool,
    observable: str,
    first_step: int,
) -> Attachment:
    """See Run.attach."""
    if not isinstance(model, torch.nn.Module):
        raise ValueError(f"model: expected a torch.nn.Module, got {type(model).__name__}")
    stepped = [_innermost(o) for o in optimizers]
    parameters = observed(model, observe, feed.warnings)
    try:
        plan = Plan(parameters, observable, per_layer)
        if dry_run:
            print(f"{plan}\n{_cost(plan, rhythm)}")
        source = None if dry_run else _source(feed, plan, parameters, stepped)
        attachment = Attachment(feed, rhythm, first_step, source, plan)
        if source is not None and stepped:
            attachment.hook(stepped, torch.compiler.disable)
    except Exception as error:
        feed.warnings.once("attach", f"nothing is observed: {type(error).__name__}: {error}")
        return Attachment(feed, rhythm, first_step, None)
    return attachment


def _innermost(optimizer: Any) -> torch.optim.Optimizer:
    """The optimizer that steps at last: Accelerate's and others wrap it, and take hooks without ever calling them."""
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise ValueError(f"optimizer: expected a torch.optim.Optimizer, got {type(optimizer).__name__}")
    inner = getattr(optimizer, "optimizer", None)
    return _innermost(inner) if isinstance(inner, torch.optim.Optimizer) else optimizer


def _source(
    feed: Feed, plan: Plan, parameters: Sequence[Named], optimizers: Sequence[torch.optim.Optimizer]
) -> "_Weights | None":
    sketch = plan.sketch
    if not sketch.publishes:  # a replica: another process says the same
        feed.mute()
    elif sketch.part[1] > 1:
        what = f"{plan.parts[0].observable.name}/{sketch.source_size}"
        feed.share(sketch.part, lambda identity: agree(what, sketch.part[0], identity))
    if not sketch.publishes or feed.publisher is None:
        return None
    _check_stepped(feed, parameters, optimizers)
    return _Weights(feed, plan, parameters, optimizers)


class _Weights:
    """Publishes the vector of a plan, cut into its observables."""

    def __init__(
        self, feed: Feed, plan: Plan, parameters: Sequence[Named], optimizers: Sequence[torch.optim.Optimizer]
    ) -> None:
        self._feed = feed
        self._plan = plan
        self._optimizers = optimizers
        self._stepped = _stepped(optimizers)
        self._device = parameters[0][1].device
        self._copies = Copies(starter(self._device), self._put)
        self._low = self._without_masters([(n, p) for n, p in parameters if is_low(p)])
        self._lane: Lane | None = None
        self._is_copied = False
        self._last: int | None = None

    def publish(self, step: int) -> None:
        """Begins to publish the weights as they are now."""
        if self._is_recorded():
            return
        if self._low:  # some optimizers have master weights only after their first step
            self._warn_of_rounding(self._without_masters(self._low))
            self._low = []
        if _stepped(self._optimizers) > self._stepped:
            text = "parameters that came to the optimizer after attach are not observed; attach anew to observe them"
            self._feed.warnings.once("added", text)
        if self._last is None or step <= self._last:
            self._feed.settle()  # it begins a life of the run, under which all that follows is told
            self._is_copied = _is_copied(self._plan)
            self._copies.put(step, self._plan.vector())
        elif self._is_copied:
            self._lane = self._lane or Lane(self._plan, self._take, self._left_out)
            self._lane.put(step)
        else:
            self._copies.put(step, self._plan.vector())
        self._last = step

    def settle(self) -> None:
        """Waits for the thread that sketches, if there is one."""
        if self._lane is not None:
            self._lane.settle(_PATIENCE)

    def flush(self, seconds: float) -> None:
        """Publishes what is still on its way."""
        lane, self._lane = self._lane, None
        if lane is not None and not lane.close(seconds):
            self._feed.warnings.once("late", f"snapshots that attach took were not sketched within {seconds:.1f} s")
        self._copies.flush()

    def _take(self, step: int, vector: torch.Tensor) -> None:
        self._put(step, vector.numpy())

    def _left_out(self, error: Exception) -> None:
        text = f"attach left something out: {type(error).__name__}: {error}"
        self._feed.warnings.once(("attach", type(error)), text)

    def _put(self, step: int, values: Values) -> None:
        for part in self._plan.parts:
            self._feed.put(part.observable, step, float32_bytes(values[part.start : part.to]))

    def _without_masters(self, low: Sequence[Named]) -> list[Named]:
        """Lets the plan read the master weights that there are; the parameters that are left."""
        found = masters(low, self._optimizers)
        if found:
            self._plan.use(found)
        return [(n, p) for n, p in low if n not in found]

    def _warn_of_rounding(self, low: Sequence[Named]) -> None:
        if low:
            text = (
                f"{len(low)} parameters ({low[0][0]}, ...) have less than 32 bits and no float32 master weights were "
                "found: small updates are rounded away, and the training may look more converged than it is"
            )
            self._feed.warnings.once("low", text)

    def _is_recorded(self) -> bool:
        """True inside a CUDA graph's capture, where nothing may be read: the graph would repeat it, the hook not."""
        recorded = bool(self._device.type == "cuda" and torch.cuda.is_current_stream_capturing())
        if recorded:
            text = "the optimizer's step is captured in a CUDA graph and cannot be followed; attach without optimizer "
            self._feed.warnings.once("capture", text + "and call step() after each replay")
        return recorded


def _is_copied(plan: Plan) -> bool:
    """True for what is quicker copied by the training's thread than sketched: few numbers in plain tensors on a CPU."""
    tensors = plan.tensors
    plain = all(type(t) in (torch.Tensor, torch.nn.Parameter) and t.device.type == "cpu" for t in tensors)
    return plain and plan.sketch.part == (0, 1) and sum(t.numel() for t in tensors) <= LARGEST


def _stepped(optimizers: Sequence[torch.optim.Optimizer]) -> int:
    return sum(len(group["params"]) for o in optimizers for group in o.param_groups)


def _check_stepped(feed: Feed, parameters: Sequence[Named], optimizers: Sequence[torch.optim.Optimizer]) -> None:
    """Warns if no observed parameter is stepped, as after wrapping a model anew; copies for low precision may be."""
    stepped = {id(p) for o in optimizers for group in o.param_groups for p in group["params"]}
    known = any(id(p) in stepped or is_low(p) for _, p in parameters)
    if optimizers and not known:
        text = "the optimizer steps none of the observed parameters; attach after the model is wrapped, and its own one"
        feed.warnings.once("stepped", text)


def _cost(plan: Plan, rhythm: Rhythm) -> str:
    seconds = []
    for _ in range(_TIMED + 1):  # the first one allocates
        start = time.perf_counter()
        plan.vector().cpu()
        seconds.append(time.perf_counter() - start)
    often = f"in bursts of {rhythm.burst} every {rhythm.every}" if rhythm.burst else f"every {rhythm.every}"
    return f"{statistics.median(seconds[1:]) * 1e3:.3f} ms a snapshot (median of {_TIMED}), {often} steps"
