# SPDX-License-Identifier: Apache-2.0
"""What an attachment publishes: its observables, and the vector that is cut into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from koopwatch import _sketch
from koopwatch._attach_blocks import Block, blocks
from koopwatch._attach_parameters import Named
from koopwatch._limits import MOST_GROUPS, MOST_OBSERVABLES
from koopwatch._names import slug
from koopwatch._proto.v1 import snapshot_pb2
from koopwatch._torch_sketch import TorchSketch

_OVERHEAD = 40  # bytes of a request around its values


@dataclass(frozen=True)
class Part:
    """An observable: values [start, to) of the vector, made from so many parameters."""

    observable: snapshot_pb2.Observable
    start: int
    to: int
    parameters: int


class Plan:
    """One sketch over all observed parameters, cut into observables.

    By default one observable with a range of coordinates per block of layers; up to 1,024 parameters are published as
    they are. With ``per_layer`` an observable of 1,024 values per layer, or per block where there are more layers than
    the server takes observables.
    """

    def __init__(self, parameters: Sequence[Named], observable: str, per_layer: bool) -> None:
        self._parameters = parameters
        self._arguments = observable, per_layer
        self.shapes = [p.shape for _, p in parameters]
        names, sizes = [n for n, _ in parameters], [p.numel() for _, p in parameters]
        self._blocks = blocks(names, sizes, MOST_OBSERVABLES if per_layer else MOST_GROUPS)
        self._length = _sketch.WIDTH * (len(self._blocks) if per_layer else 1)
        self.sketch = TorchSketch(self._groups({}), length=self._length)
        self._whole = not per_layer and sum(sizes) <= _sketch.WIDTH and self.sketch.part == (0, 1)
        self.parts = self._layers(observable) if per_layer else [self._model(observable)]

    def use(self, masters: Mapping[str, torch.Tensor]) -> None:
        """Reads these tensors in place of the parameters of those names from now on."""
        self._parameters = [(n, masters.get(n, p)) for n, p in self._parameters]
        self.sketch = TorchSketch(self._groups(masters), length=self._length)

    @property
    def tensors(self) -> list[torch.Tensor]:
        """What is read, in the model's order."""
        return [p for _, p in self._parameters]

    def over(self, copies: Sequence[torch.Tensor]) -> "Plan":
        """The same of copies of the tensors."""
        named = [(n, c) for (n, _), c in zip(self._parameters, copies, strict=True)]
        return Plan(named, *self._arguments)

    def vector(self) -> torch.Tensor:
        """The parameters now, as the observables need them: float32, on their device; does not wait for it."""
        if not self._whole:
            return self.sketch.on_device()
        with torch.no_grad():
            return torch.cat([p.reshape(-1).float() for _, p in self._parameters])

    def __str__(self) -> str:
        rows = [("observable", "parameters", "values", "bytes per snapshot", "made of")]
        rows += [_row(part) for part in self.parts]
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        return "\n".join("  ".join([*(c.ljust(w) for c, w in zip(row, widths, strict=False)), row[4]]) for row in rows)

    def _groups(self, masters: Mapping[str, torch.Tensor]) -> list[list[Named]]:
        named = [(n, masters.get(n, p)) for n, p in self._parameters]
        return [named[b.first : b.to] for b in self._blocks]

    def _model(self, observable: str) -> Part:
        total = sum(b.size for b in self._blocks)
        ranges = _exact(self._blocks) if self._whole else self.sketch.ranges
        groups = [_range(b, *r) for b, r in zip(self._blocks, ranges, strict=True)]
        how = snapshot_pb2.Sketch(groups=groups) if self._whole else _how(total, groups)
        length = total if self._whole else _sketch.WIDTH
        return Part(snapshot_pb2.Observable(name=observable, dimension=length, sketch=how), 0, length, total)

    def _layers(self, observable: str) -> list[Part]:
        parts: list[Part] = []
        taken: set[str] = set()
        for block, (start, to) in zip(self._blocks, self.sketch.ranges, strict=True):
            name = _free(slug(f"{observable}.{block.name}"), taken)
            taken.add(name)
            described = snapshot_pb2.Observable(
                name=name, dimension=to - start, sketch=_how(block.size, [_range(block, 0, to - start)])
            )
            parts.append(Part(described, start, to, block.size))
        return parts


def _exact(of: Sequence[Block]) -> list[tuple[int, int]]:
    ends = [sum(b.size for b in of[: i + 1]) for i in range(len(of))]
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _how(size: int, groups: Sequence[snapshot_pb2.GroupRange]) -> snapshot_pb2.Sketch:
    return snapshot_pb2.Sketch(algorithm=_sketch.ALGORITHM, seed=_sketch.SEED, source_size=size, groups=groups)


def _range(block: Block, start: int, to: int) -> snapshot_pb2.GroupRange:
    group = snapshot_pb2.GroupRange(name=block.name, to=to)
    setattr(group, "from", start)
    return group


def _free(name: str, taken: set[str]) -> str:
    """The name, or the first of name-2, name-3, ... that is not taken, within a key's length."""
    tails = [""] + [f"-{i}" for i in range(2, len(taken) + 2)]
    return next(n for n in (name[: 63 - len(tail)] + tail for tail in tails) if n not in taken)


def _row(part: Part) -> tuple[str, str, str, str, str]:
    o = part.observable
    made_of = ", ".join(g.name for g in o.sketch.groups)
    return o.name, f"{part.parameters:,}", f"{o.dimension:,}", f"{4 * o.dimension + _OVERHEAD:,}", made_of
