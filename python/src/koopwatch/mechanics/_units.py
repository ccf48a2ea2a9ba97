# SPDX-License-Identifier: Apache-2.0
"""Hidden units that a smaller network would not need: the invariant sets to which the noise of SGD draws.

Source: Chen, Kunin, Yamamura, Ganguli, "Stochastic Collapse: How Gradient Noise Attracts SGD Dynamics Towards Simpler
Subnetworks", NeurIPS 2023, arXiv 2306.04251: units whose incoming and outgoing weights are zero stay so, and equal
units stay equal. What is "near" such a set is our choice, below.
"""

from torch import Tensor
from torch.nn.functional import normalize

from koopwatch.mechanics._symmetries import Hidden

SMALL = 0.1  # of the largest unit's norm
PARALLEL = 0.99  # cosine


def vanishing(units: Hidden) -> Tensor:
    """[units]: true where incoming and outgoing weights are both small beside the layer's largest."""
    enter, leave = (_norms(w) for w in units.weights())
    return enter.le(SMALL * enter.max()) & leave.le(SMALL * leave.max())


def redundant(units: Hidden) -> Tensor:
    """[units]: true where an earlier unit does the same: incoming and outgoing weights are both parallel.

    Vanishing units do not count. Where what stands between is not homogeneous, the incoming weights must be of one
    size too. Units with one or two weights are often parallel by chance.
    """
    enter, leave = units.weights()
    alike = _parallel(enter) & _parallel(leave)
    if not units.homogeneous:
        alike &= _same_size(_norms(enter))
    there = ~vanishing(units)
    return (alike & there[:, None] & there[None, :]).tril(-1).any(1)


def _norms(weights: Tensor) -> Tensor:
    return weights.square().sum(1).sqrt()


def _parallel(weights: Tensor) -> Tensor:
    directions: Tensor = normalize(weights, dim=1)
    return (directions @ directions.T).ge(PARALLEL)


def _same_size(norms: Tensor) -> Tensor:
    difference = (norms[:, None] - norms[None, :]).abs()
    return difference.le(SMALL * norms[:, None].maximum(norms[None, :]))
