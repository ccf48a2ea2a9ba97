# SPDX-License-Identifier: Apache-2.0
"""Gauges of the mechanics of learning for plain arrays: what ``koopwatch.mechanics`` reads from a PyTorch model.

    run.log({"scale_charge": charges.scale(w1), "rescale_charge": charges.rescale(w1, w2)}, step=step)

Arrays may be NumPy's, JAX's or lists; sums are in double. A layer's weights are [inputs, units]: one column is what
enters a unit, one row of the next layer what leaves it. Definitions, and what each is conserved by: ``scale`` and
``translation`` and ``rescale``, Kunin et al., "Neural Mechanics", ICLR 2021, arXiv 2012.04728; ``vanishing_units``,
Chen et al., "Stochastic Collapse", NeurIPS 2023, arXiv 2306.04251.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

SMALL = 0.1  # of the largest unit's norm
PARALLEL = 0.99  # cosine
_Double = npt.NDArray[np.float64]


def scale(*weights: Any) -> float:
    """|W|^2 of the weights (and biases) before a normalisation, which undoes their size."""
    return float(sum(np.square(np.asarray(w, np.float64)).sum() for w in weights))


def translation(weights: Any, bias: Any = ()) -> float:
    """Length of the sum over classes of the weights [inputs, classes], and of the bias [classes], before a softmax."""
    sums = _layer(weights).sum(axis=1)
    return float(np.sqrt(np.square(sums).sum() + np.asarray(bias, np.float64).sum() ** 2))


def unit_charges(enter: Any, leave: Any, bias: Any = ()) -> _Double:
    """[units]: |incoming, bias|^2 - |outgoing|^2 of units with ReLU or another homogeneous function between.

    enter: [inputs, units]; leave: [units, outputs]; bias: [units]. ValueError if they do not fit.
    """
    before, after = _pair(enter, leave, bias)
    difference: _Double = np.square(before).sum(axis=1) - np.square(after).sum(axis=1)
    return difference


def rescale(enter: Any, leave: Any, bias: Any = ()) -> float:
    """Length of ``unit_charges`` over all units."""
    return float(np.linalg.norm(unit_charges(enter, leave, bias)))


def layer_imbalance(enter: Any, leave: Any, bias: Any = ()) -> float:
    """| |W1|^2 + |b1|^2 - |W2|^2 |."""
    return float(abs(unit_charges(enter, leave, bias).sum()))


def vanishing_units(enter: Any, leave: Any, bias: Any = ()) -> int:
    """Units whose incoming and outgoing weights are both at most a tenth of the layer's largest."""
    return int(_vanishing(*_pair(enter, leave, bias)).sum())


def redundant_units(enter: Any, leave: Any, bias: Any = ()) -> int:
    """Units between homogeneous functions that do what an earlier one does: parallel within a cosine of 0.99."""
    before, after = _pair(enter, leave, bias)
    there = ~_vanishing(before, after)
    alike = _parallel(before) & _parallel(after) & there[:, None] & there[None, :]
    return int(np.tril(alike, -1).any(axis=1).sum())


def distance_ratio(now: Any, start: Any) -> float:
    """|p - p0| / |p0| of weights of any shape: small throughout where learning is lazy (arXiv 1812.07956)."""
    before = np.asarray(start, np.float64)
    return float(np.linalg.norm(np.asarray(now, np.float64) - before) / np.linalg.norm(before))


def _layer(weights: Any) -> _Double:
    matrix = np.asarray(weights, np.float64)
    if matrix.ndim != 2:  # noqa: PLR2004  axes
        raise ValueError(f"weights: expected [inputs, units], got shape {matrix.shape}")
    return matrix


def _pair(enter: Any, leave: Any, bias: Any) -> tuple[_Double, _Double]:
    before, after = _layer(enter).T, _layer(leave)
    if len(before) != len(after):
        raise ValueError(f"leave: expected the {len(before)} units that enter has, got {len(after)}")
    offsets = np.asarray(bias, np.float64)
    if offsets.size not in (0, len(before)):
        raise ValueError(f"bias: expected {len(before)} values or none, got {offsets.size}")
    return (np.column_stack([before, offsets]) if offsets.size else before), after


def _vanishing(before: _Double, after: _Double) -> npt.NDArray[np.bool_]:
    enter, leave = np.linalg.norm(before, axis=1), np.linalg.norm(after, axis=1)
    small: npt.NDArray[np.bool_] = (enter <= SMALL * enter.max()) & (leave <= SMALL * leave.max())
    return small


def _parallel(rows: _Double) -> npt.NDArray[np.bool_]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    directions = rows / np.where(lengths > 0, lengths, 1)
    alike: npt.NDArray[np.bool_] = directions @ directions.T >= PARALLEL
    return alike
