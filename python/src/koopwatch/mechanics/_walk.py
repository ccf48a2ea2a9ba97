# SPDX-License-Identifier: Apache-2.0
"""Finds symmetries where a module's type proves them: along torch.nn.Sequential, which runs its parts in order.

What a forward method of one's own does is not read. There the user names the layers.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from torch import nn

from koopwatch.mechanics import _layers as layers
from koopwatch.mechanics._layers import Layer
from koopwatch.mechanics._symmetries import Hidden, Scale, Symmetry, Translation

Part = tuple[str, nn.Module]


@dataclass
class Found:
    """Symmetries, and for each layer that gave none the reason."""

    symmetries: list[Symmetry] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def walk(model: nn.Module) -> Found:
    """All symmetries along the model's Sequentials."""
    found, uses = Found(), layers.count_uses(model)
    for parts in _sequences("", model):
        for place, (name, module) in enumerate(parts):
            if isinstance(module, layers.LAYER) or _is_affine(module):
                outcome = layers.drawback(module, uses) or _follow((name, module), parts[place + 1 :], uses)
                if isinstance(outcome, str):
                    found.left_out.append(f"{name}: {outcome}")
                else:
                    found.symmetries.append(outcome)
    return found


def _sequences(name: str, module: nn.Module) -> Iterator[list[Part]]:
    """The outermost Sequentials, each with the ones inside it laid flat."""
    if _is_sequence(module):
        yield list(_flat(name, module))
        return
    for child, inner in module.named_children():
        yield from _sequences(f"{name}.{child}" if name else child, inner)


def _flat(name: str, sequence: nn.Module) -> Iterator[Part]:
    for child, inner in sequence._modules.items():  # named_children would leave out a module's second place
        assert inner is not None
        path = f"{name}.{child}" if name else child
        yield from _flat(path, inner) if _is_sequence(inner) else [(path, inner)]


def _is_sequence(module: nn.Module) -> bool:
    return isinstance(module, nn.Sequential) and type(module).forward is nn.Sequential.forward


def _is_affine(module: nn.Module) -> bool:
    weight = getattr(module, "weight", None)
    return isinstance(module, layers.NORM) and weight is not None and weight.dim() == 1


def _follow(source: Part, rest: list[Part], uses: Counter[int]) -> Symmetry | str:
    """What the parts after a layer make of it: a symmetry, or why there is none."""
    module, between, homogeneous, flattened = source[1], list[str](), True, False
    for other, part in rest:
        if isinstance(part, layers.NORM):
            return _before_norm(source, homogeneous, other, part)
        if isinstance(part, layers.LAYER):
            return _between(source, (other, part), homogeneous, flattened, between, uses)
        if isinstance(part, nn.Softmax | nn.LogSoftmax):
            return _before_softmax(source, other, part, bool(between))
        if not _lets_through(module, part):
            return f"{other}, {_kind(part)}, is not known to keep its units apart"
        homogeneous = homogeneous and not isinstance(part, layers.THROUGH_ORIGIN)
        flattened = flattened or isinstance(part, nn.Flatten)
        between.append(_kind(part))
    return "nothing known follows it; before a softmax name it: softmax="


def _lets_through(source: Layer, part: nn.Module) -> bool:
    if isinstance(part, layers.POOL):
        return not _has_features(source)
    if isinstance(part, nn.Flatten):
        return (part.start_dim, part.end_dim) == (1, -1)
    return isinstance(part, layers.HOMOGENEOUS + layers.THROUGH_ORIGIN)


def _before_norm(source: Part, homogeneous: bool, other: str, norm: nn.Module) -> Symmetry | str:
    name, module = source
    if not homogeneous or not isinstance(module, layers.LAYER):
        return f"what stands between it and {other} does not keep its scale"
    return Scale(name, module, f"{other}, {_kind(norm)}, undoes the scale of its outputs")


def _before_softmax(source: Part, other: str, part: nn.Module, apart: bool) -> Symmetry | str:
    name, module = source
    if apart or not isinstance(module, layers.LINEAR):
        return f"it is not a Linear directly before {other}"
    if part.dim != -1:
        return f"{other} runs over dimension {part.dim}, which may not be the classes; if it is: softmax="
    return Translation(name, module, f"{other}, {_kind(part)}, does not see what is added to all its outputs")


def _between(
    source: Part, sink: Part, homogeneous: bool, flattened: bool, between: list[str], uses: Counter[int]
) -> Symmetry | str:
    (name, module), (other, after) = source, sink
    drawback = layers.drawback(after, uses)
    if drawback:
        return f"{other} follows, and {drawback}"
    if not _fits(module, after, flattened):
        return f"{other} does not read its units one by one"
    how = ("homogeneous" if homogeneous else "f(0) = 0") if between else "linear"
    return Hidden(f"{name} to {other}", module, after, homogeneous, f"{', '.join(between) or 'nothing'} between: {how}")


def _fits(source: Layer, sink: Layer, flattened: bool) -> bool:
    units = len(source.weight)
    if _has_features(source):  # the last axis: a Linear reads it directly
        return isinstance(sink, layers.LINEAR) and sink.in_features == units
    if isinstance(sink, layers.LINEAR):  # channels become blocks only when flattened
        return layers.reads(sink, units) and (flattened or (_is_either(source) and sink.in_features == units))
    return not flattened and sink.in_channels == units and layers.reads(sink, units)


def _has_features(module: nn.Module) -> bool:
    return isinstance(module, layers.LINEAR + layers.NORM_OF_FEATURES)


def _is_either(module: nn.Module) -> bool:
    return isinstance(module, nn.BatchNorm1d)


def _kind(module: nn.Module) -> str:
    return type(module).__name__
