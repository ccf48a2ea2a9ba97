# SPDX-License-Identifier: Apache-2.0
"""Networks as functions of one flat vector of weights, so that one optimiser, freeze and sketch serves them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Generator = np.random.Generator


@dataclass(frozen=True)
class Parameter:
    """A named array in the flat vector; `layer` counts from 0, `fan_in` 0 begins at `constant`."""

    name: str
    shape: tuple[int, ...]
    layer: int
    fan_in: int = 0
    constant: float = 0.0

    @property
    def size(self) -> int:
        """Number of its weights."""
        return int(np.prod(self.shape))


class Net(Protocol):
    """A network with its loss."""

    parameters: Sequence[Parameter]

    def loss(self, weights: Array, inputs: Array, targets: Array) -> tuple[float, Array]:
        """The mean loss of a batch, and its gradient; weights and gradient are flat, [size]."""
        ...


def initial(net: Net, rng: Generator, gain: float = 1.0) -> Array:
    """Gaussian weights of variance gain^2 / fan-in, the others constant; [size], float32."""
    return np.concatenate(
        [
            gain * rng.standard_normal(p.size) / np.sqrt(p.fan_in) if p.fan_in else np.full(p.size, p.constant)
            for p in net.parameters
        ]
    ).astype(np.float32)


def views(parameters: Sequence[Parameter], flat: Any) -> list[Any]:
    """The flat vector's pieces in their shapes, of NumPy or torch."""
    pieces, start = [], 0
    for p in parameters:
        pieces.append(flat[start : start + p.size].reshape(p.shape))
        start += p.size
    return pieces


def _sigmoid(a: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(a, -60, 60))))


def _silu_slope(a: Array) -> Array:
    s = _sigmoid(a)
    return np.asarray(s * (1 + a * (1 - s)))


Slope = Callable[[Array], Array]
# Each with its derivative, both of the value before it.
ACTIVATIONS: dict[str, tuple[Slope, Slope]] = {
    "relu": (lambda a: np.maximum(a, 0), lambda a: (a > 0).astype(a.dtype)),
    "tanh": (np.tanh, lambda a: 1 - np.tanh(a) ** 2),
    "leaky": (lambda a: np.where(a > 0, a, 0.1 * a), lambda a: np.where(a > 0, 1, 0.1).astype(a.dtype)),
    "silu": (lambda a: a * _sigmoid(a), _silu_slope),
}


def loss_and_slope(outputs: Array, targets: Array) -> tuple[float, Array]:
    """Cross-entropy for classes, half the squared error per output otherwise; mean over the batch and its slope."""
    n = len(outputs)
    if targets.ndim > 1:
        error = outputs - targets
        return float(0.5 * np.mean(error**2)), error / error.size
    shifted = outputs - outputs.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    slope = np.exp(logs)
    slope[np.arange(n), targets] -= 1
    return float(-logs[np.arange(n), targets].mean()), slope / n


class Dense:
    """Fully connected layers; with `residual`, a layer of equal width adds to its input."""

    def __init__(self, widths: Sequence[int], activation: str, *, residual: bool = False) -> None:
        self.activation = ACTIVATIONS[activation]
        self.residual = residual
        self.parameters: Sequence[Parameter] = ()
        for i, (before, after) in enumerate(pairwise(widths)):
            weight = Parameter(f"layers.{i}.weight", (before, after), i, before)
            self.parameters = (*self.parameters, weight, Parameter(f"layers.{i}.bias", (after,), i))

    def _adds(self, weight: Array, last: bool) -> bool:
        return self.residual and not last and weight.shape[0] == weight.shape[1]

    def loss(self, weights: Array, inputs: Array, targets: Array) -> tuple[float, Array]:
        """The mean loss of a batch, and its gradient by back-propagation."""
        pieces = views(self.parameters, weights)
        layers = list(zip(pieces[::2], pieces[1::2], strict=True))
        values, before = [inputs], []
        for i, (weight, bias) in enumerate(layers):
            last = i == len(layers) - 1
            a = values[-1] @ weight + bias
            before.append(a)
            h = a if last else self.activation[0](a)
            values.append(h + values[-1] if self._adds(weight, last) else h)
        loss, slope = loss_and_slope(values[-1], targets)
        gradients: list[Array] = []
        for i in reversed(range(len(layers))):
            last = i == len(layers) - 1
            at = slope if last else slope * self.activation[1](before[i])
            gradients[:0] = [(values[i].T @ at).ravel(), at.sum(axis=0)]
            below = at @ layers[i][0].T
            slope = below + slope if self._adds(layers[i][0], last) else below
        return loss, np.concatenate(gradients).astype(np.float32)
