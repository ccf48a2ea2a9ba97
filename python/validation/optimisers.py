# SPDX-License-Identifier: Apache-2.0
"""Stochastic gradient descent, momentum, Adam and AdamW on a flat vector, which a change may switch on the way."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass
class Optimiser:
    """`sgd`, `momentum`, `adam` or `adamw`; decay is coupled in all but `adamw` (Loshchilov, Hutter 2019)."""

    kind: str
    decay: float = 0.0
    beta: float = 0.9
    beta2: float = 0.999
    velocity: Any = 0.0
    square: Any = 0.0
    steps: int = 0

    def update(self, weights: Array, gradient: Array, rate: float) -> Array:
        """What is added to the weights; [size], float32."""
        self.steps += 1
        if self.kind in {"sgd", "momentum"}:
            return self._descent(gradient + np.float32(self.decay) * weights, rate)
        if self.kind == "adam":
            return self._adam(gradient + np.float32(self.decay) * weights, rate)
        return self._adam(gradient, rate) - np.float32(rate * self.decay) * weights

    def _descent(self, gradient: Array, rate: float) -> Array:
        if self.kind == "sgd":
            return np.asarray(-np.float32(rate) * gradient)
        self.velocity = np.float32(self.beta) * self.velocity + gradient
        return np.asarray(-np.float32(rate) * self.velocity)

    def _adam(self, gradient: Array, rate: float) -> Array:
        self.velocity = np.float32(self.beta) * self.velocity + np.float32(1 - self.beta) * gradient
        self.square = np.float32(self.beta2) * self.square + np.float32(1 - self.beta2) * gradient**2
        first = self.velocity / np.float32(1 - self.beta**self.steps)
        second = self.square / np.float32(1 - self.beta2**self.steps)
        return np.asarray(-np.float32(rate) * first / (np.sqrt(second) + np.float32(1e-8)))
