# SPDX-License-Identifier: Apache-2.0
"""One training from its specification: what a monitor sees of it, step by step."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from validation import changes
from validation.data import SOURCES, Data
from validation.nets import Array, Dense, Net, Parameter, initial
from validation.optimisers import Optimiser
from validation.sketching import FlatSketch

MOST_GROUPS = 4
LARGEST = 1e8  # of the loss: a training beyond is over


@dataclass(frozen=True)
class Recording:
    """What is seen of a training of T rows; row t is the model after t updates.

    x: [T, width] float32
    groups: [G, 2] coordinate ranges of blocks of layers; none for a last layer alone
    loss, rate: [T] float64, of the update that led to the row
    """

    x: Array
    groups: Array
    loss: Array
    rate: Array


def network(spec: dict[str, Any]) -> Net:
    """The network of a specification; those of torch need torch."""
    if spec["net"] == "dense":
        return Dense(spec["widths"], spec["activation"], residual=spec["residual"])
    from validation import torch_nets  # noqa: PLC0415  the others do without torch

    made: Net = getattr(torch_nets, spec["net"])(spec["width"])
    return made


def train(spec: dict[str, Any]) -> Recording:
    """Trains; a function of the specification alone."""
    seeds = np.random.SeedSequence(spec["seed"]).spawn(4)
    of_data, of_weights, of_batches, of_change = (np.random.default_rng(s) for s in seeds)
    data = SOURCES[spec["data"]](of_data)
    state = changes.State(
        data.first(spec.get("examples", len(data.inputs))),
        Optimiser(spec["optimiser"], spec["base_decay"]),
        spec["batch"],
        spec["rate"],
    )
    net = network(spec)
    layer = _layers(net.parameters)
    weights = initial(net, of_weights, spec["gain"])
    watch = _Watch(net.parameters, spec)
    batches = _Batches(of_batches, epochs=spec["epochs"])
    with np.errstate(all="ignore"):
        for step in range(1, spec["steps"] + 1):
            if step == spec.get("change_step"):
                changes.apply(spec["kind"], spec, state, int(layer[-1]) + 1, of_change)
            inputs, targets = batches.draw(state.data, state.batch)
            loss, gradient = net.loss(weights, inputs, targets)
            state.stretch *= state.growth
            rate = state.rate * schedule(spec, step)
            update = state.optimiser.update(weights, gradient, rate * state.stretch)
            update[layer < state.frozen_layers] = 0
            after = weights + update
            if not (np.isfinite(after).all() and loss < LARGEST):
                break
            watch.see(weights, loss, rate)
            weights = after
    return watch.recording(weights)


def schedule(spec: dict[str, Any], step: int) -> float:
    """What the step size is multiplied by."""
    length = spec.get("schedule_steps", spec["steps"])
    if spec["schedule"] == "cosine":
        floor = spec.get("schedule_floor", 0.0)
        return float(floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / length))))
    if spec["schedule"] == "warm-up":
        return float(min(1.0, step / length))
    if spec["schedule"] == "inverse-root":
        return float(1 / math.sqrt(1 + step / length))
    return 1.0


def blocks(parameters: Sequence[Parameter]) -> list[list[Parameter]]:
    """Consecutive layers in at most MOST_GROUPS blocks, in the order of the parameters."""
    layers = parameters[-1].layer + 1
    count = min(MOST_GROUPS, layers)
    grouped: list[list[Parameter]] = [[] for _ in range(count)]
    for p in parameters:
        grouped[p.layer * count // layers].append(p)
    return grouped


def _layers(parameters: Sequence[Parameter]) -> Array:
    return np.concatenate([np.full(p.size, p.layer) for p in parameters])


class _Batches:
    """Examples drawn anew each time, or from one shuffled epoch after another."""

    def __init__(self, rng: np.random.Generator, *, epochs: bool) -> None:
        self.rng, self.epochs = rng, epochs
        self.order: list[int] = []

    def draw(self, data: Data, size: int) -> tuple[Array, Array]:
        examples = len(data.inputs)
        if self.epochs:
            while len(self.order) < size:
                self.order.extend(self.rng.permutation(examples).tolist())
            chosen = np.array(self.order[:size])
            del self.order[:size]
        else:
            chosen = self.rng.integers(examples, size=size)
        return data.inputs[chosen], data.targets[chosen]


class _Watch:
    """Keeps the sketches and the scalars."""

    def __init__(self, parameters: Sequence[Parameter], spec: dict[str, Any]) -> None:
        last = spec["observable"] == "last-layer"
        groups = [[p for p in parameters if p.layer == parameters[-1].layer]] if last else blocks(parameters)
        self.first = sum(p.size for p in parameters) - sum(p.size for g in groups for p in g)
        self.sketch = FlatSketch(groups, spec["sketch"])
        self.groups = np.array([] if last else self.sketch.ranges, dtype=np.int64).reshape(-1, 2)
        self.rows: list[Array] = []
        self.losses: list[float] = []
        self.rates: list[float] = []

    def see(self, weights: Array, loss: float, rate: float) -> None:
        """The weights before an update, and the loss and the step size that it has."""
        self.rows.append(self.sketch.of(weights[self.first :]))
        self.losses.append(loss)
        self.rates.append(rate)

    def recording(self, weights: Array) -> Recording:
        rows = [*self.rows, self.sketch.of(weights[self.first :])]
        return Recording(np.array(rows), self.groups, _of_update(self.losses), _of_update(self.rates))


def _of_update(values: list[float]) -> Array:
    """What belongs to the update that led to a row; the first row has that of the first update."""
    return np.array([values[0], *values])
