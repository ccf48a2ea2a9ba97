# SPDX-License-Identifier: Apache-2.0
"""What is known of torch's modules: which weights enter and leave a unit, and what stands between layers."""

from collections import Counter
from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

Layer = Any  # a module with weight, bias and what else its kind has; torch types none of it
LINEAR = (nn.Linear,)
CONVOLUTION = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
LAYER = LINEAR + CONVOLUTION
NORM_OF_CHANNELS = (
    nn.BatchNorm2d, nn.BatchNorm3d, nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d, nn.GroupNorm,
)  # fmt: skip
NORM_OF_FEATURES = (nn.LayerNorm, *((nn.RMSNorm,) if hasattr(nn, "RMSNorm") else ()))
NORM = (nn.BatchNorm1d, *NORM_OF_CHANNELS, *NORM_OF_FEATURES)
POOL = (
    nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d, nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d,
    nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d,
    nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d,
)  # fmt: skip
# f(a z) = a f(z) for a > 0, element by element
HOMOGENEOUS = (nn.ReLU, nn.LeakyReLU, nn.RReLU, nn.Identity, nn.Dropout)
# f(0) = 0, element by element, else arbitrary
THROUGH_ORIGIN = (
    nn.Tanh, nn.GELU, nn.SiLU, nn.Mish, nn.ELU, nn.SELU, nn.CELU, nn.Hardtanh, nn.ReLU6, nn.Hardswish, nn.Softsign,
)  # fmt: skip


def incoming(module: Layer) -> Tensor:
    """[units, fan in]: the weights, and the bias if there is one, that make each output unit or channel."""
    weight = _full(module.weight)
    rows = weight.reshape(len(weight), -1)
    return rows if module.bias is None else torch.cat([rows, _full(module.bias)[:, None]], 1)


def outgoing(module: Layer, units: int) -> Tensor:
    """[units, fan out]: the weights of a layer that read each of the units before it."""
    weight = _full(module.weight)
    return weight.reshape(len(weight), units, -1).transpose(0, 1).reshape(units, -1)


def reads(module: Layer, units: int) -> bool:
    """True if the layer's inputs are so many units, or so many blocks of one size."""
    inputs: int = module.in_features if isinstance(module, LINEAR) else module.in_channels
    return inputs % units == 0 and bool(getattr(module, "groups", 1) == 1)


def drawback(module: nn.Module, uses: Counter[int]) -> str | None:
    """Why nothing may be concluded from this module's weights, or None."""
    if parametrize.is_parametrized(module):
        return "its weights are made from others (parametrize)"
    if any(uses[id(p)] > 1 for p in (module, *module.parameters(recurse=False))):
        return "its weights are used in several places"
    if not all(p.requires_grad for p in module.parameters(recurse=False)):
        return "its weights are frozen"
    return None


def count_uses(model: nn.Module) -> Counter[int]:
    """How often each module and each parameter (by id) has a place in the model."""
    modules = [m for _, m in model.named_modules(remove_duplicate=False)]
    own = chain.from_iterable(m.parameters(recurse=False) for m in set(modules))
    return Counter(id(x) for x in chain(modules, own))


def _full(values: Tensor) -> Tensor:
    return values.detach().float() if values.element_size() < 4 else values.detach()  # noqa: PLR2004  bf16, fp16
