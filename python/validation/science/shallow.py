# SPDX-License-Identifier: Apache-2.0
"""Fully connected networks with one hidden layer and no biases, under plain gradient descent, and what they learn."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from validation.data import digits
from validation.nets import ACTIVATIONS, Array, Parameter, loss_and_slope, views
from validation.science import arms

CLASSES = 10
SIGMOID = (lambda a: 1 / (1 + np.exp(-a)), lambda a: np.exp(-np.abs(a)) / (1 + np.exp(-np.abs(a))) ** 2)
CURVE = 10  # steps or rows behind a value of a curve


class Shallow:
    """inputs - hidden - 10, as in Redman et al. 2024; start uniform within 1/sqrt(inputs of the layer)."""

    def __init__(self, inputs: int, hidden: int, activation: str) -> None:
        self.activation = {**ACTIVATIONS, "sigmoid": SIGMOID}[activation]
        self.parameters: Sequence[Parameter] = (
            Parameter("hidden", (inputs, hidden), 0, inputs),
            Parameter("output", (hidden, CLASSES), 1, hidden),
        )

    def start(self, rng: np.random.Generator) -> Array:
        """Flat weights, float32."""
        pieces = [rng.uniform(-1, 1, p.size) / np.sqrt(p.fan_in) for p in self.parameters]
        return np.concatenate(pieces).astype(np.float32)

    def loss(self, weights: Array, inputs: Array, targets: Array) -> tuple[float, Array]:
        """The mean cross-entropy of a batch, and its gradient; flat."""
        hidden, output = views(self.parameters, weights)
        before = inputs @ hidden
        values = self.activation[0](before)
        loss, slope = loss_and_slope(values @ output, targets)
        inner = (slope @ output.T) * self.activation[1](before)
        return loss, np.concatenate([(inputs.T @ inner).ravel(), (values.T @ slope).ravel()])


@lru_cache(maxsize=4)
def data(name: str) -> tuple[Array, Array]:
    """Inputs [n, features] float32 and classes [n]: `digits` (8 x 8, shipped), `odd` and `even` halves of them,
    `permuted` pixels, `synthetic` Gaussian inputs classified by a random network, else a folder with MNIST.
    """
    if name == "synthetic":
        return _synthetic()
    if name not in {"digits", "odd", "even", "permuted"}:
        return _mnist(Path(name))
    shipped = digits(np.random.default_rng(0))
    inputs, classes = shipped.inputs, shipped.targets
    if name == "permuted":
        return inputs[:, np.random.default_rng(1).permutation(inputs.shape[1])], classes
    some = slice({"odd": 1, "even": 0}.get(name, 0), None, 1 if name == "digits" else 2)
    return inputs[some], classes[some]


def _synthetic() -> tuple[Array, Array]:
    """As many examples as there are digits, as many features and classes."""
    rng = np.random.default_rng(2)
    inputs = rng.standard_normal((1797, 64)).astype(np.float32)
    hidden = np.tanh(inputs @ rng.standard_normal((64, 32)) / 8)
    return inputs, (hidden @ rng.standard_normal((32, CLASSES))).argmax(axis=1)


def _mnist(folder: Path) -> tuple[Array, Array]:
    """Normalised as in the paper."""
    pixels, classes = (
        np.frombuffer(gzip.decompress((folder / f"train-{name}.gz").read_bytes()), np.uint8, offset=skip)
        for name, skip in (("images-idx3-ubyte", 16), ("labels-idx1-ubyte", 8))
    )
    return (pixels.reshape(-1, 784).astype(np.float32) / 255 - 0.1307) / 0.3081, classes.astype(np.int64)


def batches(rng: np.random.Generator, examples: int, size: int) -> Any:
    """Places of one batch after another, every epoch in an order of its own; a rest too small for one is left out."""
    if size > examples:
        raise ValueError(f"batch: expected at most {examples} examples, got {size}")
    while True:
        order = rng.permutation(examples)
        for start in range(0, examples - size + 1, size):
            yield order[start : start + size]


def one(spec: dict[str, Any], seed: int) -> arms.Run:
    """One training: data, examples (the first so many), hidden, activation, rate, batch, steps, and `every`, the steps
    from row to row.

    `x`: the weights of the last layer after each row's step. `loss`, `norm` (of all weights): means over ten rows.
    """
    inputs, classes = (part[: spec.get("examples") or None] for part in data(spec["data"]))
    of_weights, of_batches = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2))
    net = Shallow(inputs.shape[1], spec["hidden"], spec["activation"])
    weights, rate = net.start(of_weights), np.float32(spec["rate"])
    last = net.parameters[1].size
    some = batches(of_batches, len(inputs), spec["batch"])
    rows, losses, norms = [], [], []
    for step in range(1, spec["steps"] + 1):
        chosen = next(some)
        loss, gradient = net.loss(weights, inputs[chosen], classes[chosen])
        weights -= rate * gradient
        losses.append(loss)
        if step % spec["every"] == 0:
            rows.append(weights[-last:].copy())
            if len(rows) % CURVE == 0:
                norms.append(float(np.linalg.norm(weights)))
    return {"x": np.array(rows), "loss": arms.means(losses, CURVE * spec["every"]), "norm": np.array(norms)}
