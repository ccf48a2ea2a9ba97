# SPDX-License-Identifier: Apache-2.0
"""A small network on the digits, and what may be watched of it at every step."""

from dataclasses import dataclass

import numpy as np

from validation.data import digits
from validation.nets import Array, Dense, initial, views
from validation.optimisers import Optimiser
from validation.sketching import FlatSketch

PROBE = 100  # examples that are never trained on
SKETCH = 256
LEVELS = np.arange(1, 20) / 20  # of the quantiles, as koopwatch.quantiles has them
OBSERVABLES = ("weights", "last_layer", "logits", "gradient_norms", "log_prob_quantiles")


@dataclass(frozen=True)
class Configuration:
    """What a training is."""

    width: int = 12
    activation: str = "tanh"
    optimiser: str = "sgd"
    rate: float = 0.1
    batch: int = 32


# Each differs from the first in one thing; "ratio" keeps rate / batch, "seeds" everything but the seeds.
ARMS = {
    "base": Configuration(),
    "seeds": Configuration(),
    "rate": Configuration(rate=0.2),
    "batch": Configuration(batch=128),
    "ratio": Configuration(rate=0.2, batch=64),
    "width": Configuration(width=24),
    "activation": Configuration(activation="relu"),
    "momentum": Configuration(optimiser="momentum", rate=0.01),
}


@dataclass
class Seen:
    """By observable [T, d], and the curves [T] loss and norm of all weights."""

    rows: dict[str, Array]
    loss: Array
    norm: Array


def train(arm: Configuration, seed: int, steps: int) -> Seen:
    """Rows are the state before each step; a function of configuration and seed."""
    of_data, of_weights, of_batches = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3))
    data = digits(of_data)
    net = Dense([64, arm.width, 10], arm.activation)
    weights, optimiser = initial(net, of_weights), Optimiser(arm.optimiser, 0.0)
    sketch = FlatSketch([net.parameters], SKETCH)
    last = sum(p.size for p in net.parameters if p.layer == 1)
    inputs, targets = data.inputs[PROBE:], data.targets[PROBE:]
    rows: dict[str, list[Array]] = {name: [] for name in OBSERVABLES}
    losses, norms = [], []
    for _ in range(steps):
        logits = outputs(net, weights, data.inputs[:PROBE])
        _, slope = net.loss(weights, data.inputs[:PROBE], data.targets[:PROBE])
        rows["weights"].append(sketch.of(weights))
        rows["last_layer"].append(weights[-last:])
        rows["logits"].append(logits[: PROBE // 4].ravel())
        rows["gradient_norms"].append(unit_norms(net, slope))
        rows["log_prob_quantiles"].append(quantiles(logits, data.targets[:PROBE]))
        chosen = of_batches.integers(len(inputs), size=arm.batch)
        loss, gradient = net.loss(weights, inputs[chosen], targets[chosen])
        losses.append(loss)
        norms.append(float(np.linalg.norm(weights)))
        weights = weights + optimiser.update(weights, gradient, arm.rate)
    return Seen({n: np.array(r, np.float32) for n, r in rows.items()}, np.array(losses), np.array(norms))


def outputs(net: Dense, weights: Array, inputs: Array) -> Array:
    """[n, 10] logits of a network with one hidden layer."""
    enter, first, leave, second = views(net.parameters, weights)
    return np.asarray(net.activation[0](inputs @ enter + first) @ leave + second)


def unit_norms(net: Dense, gradient: Array) -> Array:
    """[width + 10] length of the gradient of what enters each unit."""
    enter, first, leave, second = views(net.parameters, gradient)
    return np.concatenate([np.sqrt((enter**2).sum(0) + first**2), np.sqrt((leave**2).sum(0) + second**2)])


def quantiles(logits: Array, targets: Array) -> Array:
    """[19] of the log-probabilities of the right answers."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return np.asarray(np.quantile(logs[np.arange(len(targets)), targets], LEVELS))
