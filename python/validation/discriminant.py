# SPDX-License-Identifier: Apache-2.0
"""A linear discriminant: multinomial logistic regression with a ridge (Hastie, Tibshirani, Friedman 2009, 4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

MOST_STEPS, LONGEST_STEP, SMALLEST_STEP = 100, 3.0, 1e-8
HARDLY = 1e-6  # the ridge on constants, which makes them unique


@dataclass(frozen=True)
class Discriminant:
    """Scores are constants + weights @ features, probabilities their softmax.

    weights: [classes, features]
    constants: [classes]
    """

    classes: Sequence[str]
    weights: Array
    constants: Array

    def scores(self, features: Array) -> Array:
        """[n, classes] of [n, features]."""
        return np.asarray(features @ self.weights.T + self.constants)

    def probabilities(self, features: Array) -> Array:
        """[n, classes] of [n, features]."""
        return softmax(self.scores(features))


def softmax(scores: Array) -> Array:
    """Along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def fit(features: Array, labels: Array, ridge: float) -> Discriminant:
    """The likeliest weights of standardised features with a Gaussian prior, by Newton's method; classes count alike."""
    classes = sorted(set(labels.tolist()))
    y = np.searchsorted(classes, labels)
    middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    z = np.column_stack([np.ones(len(features)), (features - middle) / spread])
    found = _newton(z, y, ridge)
    weights = found[:, 1:] / spread
    return Discriminant(classes, weights, found[:, 0] - weights @ middle)


def _newton(z: Array, y: Array, ridge: float) -> Array:
    """[classes, features]"""
    counts = np.bincount(y)
    weight = (len(y) / len(counts)) / counts[y]
    truth = np.eye(len(counts))[y]
    penalty = np.full(z.shape[1], ridge)
    penalty[0] = HARDLY
    found = np.zeros((len(counts), z.shape[1]))
    for _ in range(MOST_STEPS):
        p = softmax(z @ found.T)
        slope = (weight[:, None] * (p - truth)).T @ z + penalty * found
        curve = weight[:, None, None] * (p[:, :, None] * np.eye(len(counts)) - p[:, :, None] * p[:, None, :])
        curvature = np.einsum("nij,nk,nl->ikjl", curve, z, z, optimize=True).reshape(found.size, found.size)
        curvature += np.diag(np.tile(penalty, len(counts)))
        step = np.linalg.solve(curvature, slope.ravel()).reshape(found.shape)
        largest = np.abs(step).max()
        found -= step * min(1.0, LONGEST_STEP / max(largest, SMALLEST_STEP))
        if largest < SMALLEST_STEP:
            break
    return found


def left_out(features: Array, labels: Array, runs: Array, ridge: float, folds: int = 10) -> Array:
    """Probabilities of every row by a discriminant that saw no row of its run; [n, classes]."""
    classes = sorted(set(labels.tolist()))
    names = np.unique(runs)
    fold = np.random.default_rng(0).permutation(len(names)) % folds
    of = fold[np.searchsorted(names, runs)]
    chances = np.zeros((len(features), len(classes)))
    for f in range(folds):
        made = fit(features[of != f], labels[of != f], ridge)
        places = [classes.index(c) for c in made.classes]
        chances[np.ix_(of == f, places)] = made.probabilities(features[of == f])
    return chances


def log_loss(chances: Array, truth: Array) -> float:
    """The mean of -ln of the true class's probability."""
    return float(-np.log(np.maximum(1e-12, chances[np.arange(len(truth)), truth])).mean())
