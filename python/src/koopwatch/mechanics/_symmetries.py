# SPDX-License-Identifier: Apache-2.0
"""Symmetries of the loss and their charges: what gradient flow conserves because the loss does not change.

Each holds for gradient flow without weight decay. Under weight decay w (a term w/2 |p|^2 of the loss) at learning rate
r, a charge that is quadratic in the weights decays as exp(-2 w r t) and a linear one as exp(-w r t). Finite steps,
momentum and adaptive optimizers move it further; that is what the gauges are for.
Source: Kunin, Sagastuy-Brena, Ganguli, Yamins, Tanaka, "Neural Mechanics", ICLR 2021, arXiv 2012.04728.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from koopwatch.mechanics._layers import Layer, incoming, outgoing


@dataclass(frozen=True)
class Scale:
    """Weights before a normalisation, which undoes their scale: the gradient is orthogonal to them.

    Charge: |W|^2 + |b|^2. A step of size r adds r^2 |gradient|^2 to it, and nothing else. Exact for a normalisation
    without epsilon, in training mode.
    """

    name: str
    layer: Layer
    why: str

    def charge(self) -> Tensor:
        """[]: the squared norm."""
        return incoming(self.layer).square().sum()


@dataclass(frozen=True)
class Translation:
    """A layer whose outputs go into a softmax, which does not see what is added to all classes alike.

    Charge: the sum over classes of the weights, and of the bias; linear in them, and conserved by finite steps too.
    """

    name: str
    layer: Layer
    why: str

    def charge(self) -> Tensor:
        """[inputs (+ 1 with a bias)]."""
        return incoming(self.layer).sum(0)


@dataclass(frozen=True)
class Hidden:
    """Units between two layers. ``homogeneous``: what stands between lets a positive factor through, f(a z) = a f(z),
    so that incoming weights times a and outgoing ones divided by a change nothing.

    Charge of a unit, if homogeneous: |incoming, bias|^2 - |outgoing|^2; their sum is |W1|^2 + |b1|^2 - |W2|^2.
    Source: Du, Hu, Lee, "Algorithmic Regularization in Learning Deep Homogeneous Models: Layers are Automatically
    Balanced", NeurIPS 2018, arXiv 1806.00900.
    """

    name: str
    before: Layer
    after: Layer
    homogeneous: bool
    why: str

    @property
    def width(self) -> int:
        """Number of units."""
        return len(self.before.weight)

    def weights(self) -> tuple[Tensor, Tensor]:
        """([units, fan in], [units, fan out])."""
        return incoming(self.before), outgoing(self.after, self.width)

    def charge(self) -> Tensor:
        """[units]."""
        enter, leave = self.weights()
        return enter.square().sum(1) - leave.square().sum(1)


Symmetry = Scale | Translation | Hidden


def length(charges: list[Tensor]) -> Tensor:
    """[]: the Euclidean length of all of them together."""
    together = torch.cat([c.reshape(-1).to(charges[0].device) for c in charges])
    return together.square().sum().sqrt()
