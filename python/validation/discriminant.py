# SPDX-License-Identifier: Apache-2.0
"""A linear discriminant with a shrunk covariance (Friedman 1989) and calibrated probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

TEMPERATURES = np.exp(np.linspace(0, np.log(20), 61))


@dataclass(frozen=True)
class Discriminant:
    """Scores are constants + weights @ features, probabilities their softmax.

    weights: [classes, features]
    constants: [classes]
    """

    classes: Sequence[str]
    weights: Array
    constants: Array

    def probabilities(self, features: Array) -> Array:
        """[n, classes] of [n, features]."""
        scores = features @ self.weights.T + self.constants
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def cooled(self, temperature: float) -> "Discriminant":
        """The same with scores divided by a temperature: less sure of itself above 1."""
        return Discriminant(self.classes, self.weights / temperature, self.constants / temperature)


def fit(features: Array, labels: Array, shrinkage: float) -> Discriminant:
    """Classes alike likely, one covariance S for all, shrunk to (1 - shrinkage) S + shrinkage diag S."""
    classes = sorted(set(labels.tolist()))
    means = np.array([features[labels == c].mean(axis=0) for c in classes])
    rest = features - means[np.searchsorted(classes, labels)]
    covariance = rest.T @ rest / max(1, len(features) - len(classes))
    shrunk = (1 - shrinkage) * covariance + shrinkage * np.diag(np.diag(covariance)) + 1e-9 * np.eye(len(covariance))
    weights = np.linalg.solve(shrunk, means.T).T
    return Discriminant(classes, weights, -0.5 * np.einsum("ij,ij->i", weights, means))


def held_out_scores(features: Array, labels: Array, runs: Array, shrinkage: float, folds: int = 10) -> Array:
    """Scores of every row by a discriminant that saw no row of its run; [n, classes], -inf for a class unseen."""
    classes = sorted(set(labels.tolist()))
    names = np.unique(runs)
    fold = np.random.default_rng(0).permutation(len(names)) % folds
    of = fold[np.searchsorted(names, runs)]
    scores = np.full((len(features), len(classes)), -np.inf)
    for f in range(folds):
        made = fit(features[of != f], labels[of != f], shrinkage)
        places = [classes.index(c) for c in made.classes]
        scores[np.ix_(of == f, places)] = features[of == f] @ made.weights.T + made.constants
    return scores


def log_loss(scores: Array, truth: Array, temperature: float) -> float:
    """The mean of -ln of the true class's probability."""
    cooled = scores / temperature
    highest = cooled.max(axis=1)
    total = highest + np.log(np.exp(cooled - highest[:, None]).sum(axis=1))
    return float(np.mean(np.minimum(30, total - cooled[np.arange(len(truth)), truth])))


def best_temperature(scores: Array, truth: Array) -> float:
    """The one whose probabilities are the truest."""
    return float(min(TEMPERATURES, key=lambda t: log_loss(scores, truth, t)))
