# SPDX-License-Identifier: Apache-2.0
"""What is counted: distances of spectra, curves and numbers, the exact permutation of replicas, areas, intervals.

Distances and permutation are written here a second time, in NumPy and SciPy, so that the engine is judged by others'
arithmetic and not by its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]
from scipy.stats import beta, rankdata  # type: ignore[import-untyped]

Array = np.ndarray[Any, Any]


def w1(a: Array, b: Array) -> float:
    """Mean cost of the optimal assignment of two spectra of equal length."""
    if len(a) != len(b):
        raise ValueError(f"spectra: expected equal lengths, got {len(a)} and {len(b)}")
    cost = np.abs(a[:, None] - b[None, :])
    return float(cost[linear_sum_assignment(cost)].mean())


def curve(a: Array, b: Array) -> float:
    """Mean distance of two curves at equal steps."""
    return float(np.abs(a - b).mean())


def matrix(of: Sequence[Array], distance: Callable[[Array, Array], float]) -> Array:
    """[n, n] distances of all pairs, 0 on the diagonal."""
    d = np.zeros((len(of), len(of)))
    for i, j in combinations(range(len(of)), 2):
        d[i, j] = d[j, i] = distance(of[i], of[j])
    return d


def energies(d: Array, first: int) -> Array:
    """2 mean(AB) - mean(AA) - mean(BB) of every split of the replicas, the true one first; the zero diagonal counts."""
    n = len(d)
    splits = np.array(list(combinations(range(n), first)))
    sides = np.zeros((len(splits), n))
    np.put_along_axis(sides, splits, 1.0, axis=1)
    others = 1 - sides
    ab = ((sides @ d) * others).sum(axis=1) / (first * (n - first))
    aa = ((sides @ d) * sides).sum(axis=1) / first**2
    bb = ((others @ d) * others).sum(axis=1) / (n - first) ** 2
    return np.asarray(2 * ab - aa - bb)


def p_value(d: Array, first: int) -> float:
    """Exact permutation of whole replicas: the share of splits whose energy is at least that of the true one."""
    energy = energies(d, first)
    return float((energy >= energy[0] - 1e-12).mean())


def first_look(cells: Sequence[Array], first: int, alpha: float = 0.05) -> int:
    """The look at which a live comparison calls two arms different, 0 for none (docs/comparing.md).

    cells: distances [n, n] in windows without common rows. Look k comes after cell 2^(k-1) - 1, spends 6/(pi k)^2 of
    alpha, and its statistic is the largest of the blocks between looks, each energy standardised over all splits.
    """
    largest = np.full(1, -np.inf)
    begin, k = 0, 1
    while (end := 2 ** (k - 1)) <= len(cells):
        energy = energies(np.mean(cells[begin:end], axis=0), first)
        largest = np.maximum(largest, (energy - energy.mean()) / energy.std())
        if (largest >= largest[0] - 1e-9).mean() <= alpha * 6 / (np.pi * k) ** 2:
            return k
        begin, k = end, k + 1
    return 0


def area(d: Array, first: int) -> float:
    """Area under the ROC curve: the share of (pair of different arms, pair of one arm) in which the former lies farther
    apart, ties counted half.
    """
    arm = np.arange(len(d)) < first
    i, j = np.triu_indices(len(d), 1)
    between = arm[i] != arm[j]
    ranks = rankdata(d[i, j])
    n, m = between.sum(), (~between).sum()
    return float((ranks[between].sum() - n * (n + 1) / 2) / (n * m))


def area_interval(d: Array, first: int, draws: int = 2000, level: float = 0.95) -> tuple[float, float]:
    """Percentile bootstrap of the area over whole replicas of either arm; a pair of one replica with itself is none."""
    random = np.random.default_rng(0)
    areas = []
    for _ in range(draws):
        a = random.integers(0, first, first)
        b = random.integers(first, len(d), len(d) - first)
        areas.append(_resampled(d, a, b))
    low, high = np.quantile(areas, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _resampled(d: Array, a: Array, b: Array) -> float:
    between = d[np.ix_(a, b)].ravel()
    within = np.concatenate([_different(d, a), _different(d, b)])
    ranks = rankdata(np.concatenate([between, within]))
    n, m = len(between), len(within)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))


def _different(d: Array, side: Array) -> Array:
    i, j = np.triu_indices(len(side), 1)
    distinct = side[i] != side[j]
    return np.asarray(d[side[i[distinct]], side[j[distinct]]])


def clopper_pearson(hits: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of a proportion."""
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else float(beta.ppf(tail, hits, of - hits + 1))
    high = 1.0 if hits == of else float(beta.ppf(1 - tail, hits + 1, of - hits))
    return low, high
