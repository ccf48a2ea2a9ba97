# SPDX-License-Identifier: Apache-2.0
"""The symmetries that a user names, and what a model must be for its weights to be read."""

from typing import cast

from torch import nn

from koopwatch.mechanics import _layers as layers
from koopwatch.mechanics._symmetries import Hidden, Scale, Symmetry, Translation
from koopwatch.mechanics._walk import Found

Pairs = list[tuple[str, str]]


def unwrap(model: nn.Module) -> nn.Module:
    """The model inside torch.compile and (Distributed)DataParallel."""
    while True:
        if hasattr(model, "_orig_mod"):
            model = cast(nn.Module, model._orig_mod)
        elif isinstance(model, nn.DataParallel | nn.parallel.DistributedDataParallel):
            model = model.module
        else:
            return model


def check_whole(model: nn.Module) -> None:
    """ValueError if there is nothing to read, or only a shard of it: norms of shards would be too small in silence."""
    if not any(True for _ in model.parameters()):
        raise ValueError("model: expected parameters, got none")
    for name, p in model.named_parameters():
        # DTensor (FSDP2, tensor parallel), FSDP1's FlatParameter, DeepSpeed's ZeRO-3
        if hasattr(p, "placements") or hasattr(p, "_is_flat_param") or hasattr(p, "ds_id"):
            raise ValueError(f"model: expected whole parameters, but {name} is sharded")


def add(found: Found, model: nn.Module, softmax: list[str], scale: list[str], rescale: Pairs, units: Pairs) -> None:
    """Adds what the user names to what was found; ValueError if it is not there or does not fit."""
    named: list[Symmetry] = [Translation(n, _layer(model, n, layers.LINEAR), "named in softmax=") for n in softmax]
    named += [Scale(n, _layer(model, n, layers.LAYER), "named in scale=") for n in scale]
    named += [_pair(model, pair, True, "named in rescale=") for pair in rescale]
    named += [_pair(model, pair, False, "named in units=") for pair in units]
    known = {(type(s), s.name) for s in named}
    found.symmetries[:] = [s for s in found.symmetries if (type(s), s.name) not in known] + named
    spoken_for = {s.name.split(" to ")[0] for s in named}
    found.left_out[:] = [reason for reason in found.left_out if reason.split(":")[0] not in spoken_for]


def _pair(model: nn.Module, names: tuple[str, str], homogeneous: bool, why: str) -> Hidden:
    before, after = (_layer(model, n, layers.LAYER) for n in names)
    if not layers.reads(after, len(before.weight)):
        raise ValueError(f"{names[1]}: expected a layer that reads the {len(before.weight)} units of {names[0]}")
    return Hidden(f"{names[0]} to {names[1]}", before, after, homogeneous, why)


def _layer(model: nn.Module, name: str, kinds: tuple[type[nn.Module], ...]) -> layers.Layer:
    module = dict(model.named_modules()).get(name)
    expected = " or ".join(k.__name__ for k in kinds)
    if not isinstance(module, kinds):
        got = "none" if module is None else type(module).__name__
        raise ValueError(f"{name}: expected the name of a {expected}, got {got}")
    drawback = layers.drawback(module, layers.count_uses(model))
    if drawback:
        raise ValueError(f"{name}: expected a layer with weights of its own, but {drawback}")
    return module
