# SPDX-License-Identifier: Apache-2.0
"""Reads parameters as rows of the sketch: large ones where they are, small ones one behind the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import torch

from koopwatch import _sketch
from koopwatch._regions import Strip
from koopwatch._torch_shards import local

FEWEST_IN_PLACE = 1 << 17  # elements that are quicker read where they are than copied beside others


@dataclass(frozen=True)
class Run:
    """Consecutive elements of a parameter of a group: ``size`` of a strip from ``at`` on; ``hash``: the name's."""

    parameter: torch.Tensor
    group: int
    hash: int
    strip: Strip
    at: int
    size: int
    is_shard: bool = False

    def held(self) -> torch.Tensor:
        """What this process holds of the parameter."""
        return local(self.parameter) if self.is_shard else self.parameter

    @property
    def start(self) -> int:
        """The first element's place in the flattened whole parameter."""
        return self.strip.start + self.at

    def rows(self, width: int) -> tuple[int, int]:
        """The rows [from, to) in which its elements lie."""
        return self.start // width, -(-(self.start + self.size) // width)

    def bits(self, width: int) -> _sketch.Bits:
        """Two words for each of its rows."""
        first, to = self.rows(width)
        return _sketch.bits(self.hash, 2 * first, 2 * (to - first))

    def cut(self, width: int, most: int) -> Iterator["Run"]:
        """The same in runs of at most ``most`` elements, of which all but the first and last are whole rows."""
        end = self.start + self.size
        inner, last = -(-self.start // width) * width, end // width * width
        if self.strip.pads or inner >= last:
            yield self
            return
        edges = sorted({self.start, *range(inner, last, most), last, end})
        for first, to in pairwise(edges):
            yield replace(self, at=self.at + first - self.start, size=to - first)

    def is_whole_rows(self, width: int) -> bool:
        """True if no zeros are needed to fill its rows."""
        return not self.strip.pads and self.start % width == self.size % width == 0


class Rows:
    """The rows of a few runs as float32; [rows, width]."""

    def __init__(self, runs: Sequence[Run], width: int) -> None:
        self._width = width
        self._zeros = torch.zeros(width, device=runs[0].parameter.device)
        self._parts = [part for run in runs for part in self._padded(run)]
        self.in_place = len(self._parts) == 1

    def __call__(self) -> torch.Tensor:
        parts = [part() if isinstance(part, _Values) else part for part in self._parts]
        flat = parts[0] if self.in_place else torch.cat(parts)
        return flat.view(-1, self._width)

    def _padded(self, run: Run) -> "Iterator[torch.Tensor | _Values]":
        before, after = run.start % self._width, -(run.start + run.size) % self._width
        if before:
            yield self._zeros[:before]
        yield _Values(run)
        if after:
            yield self._zeros[:after]


class _Values:
    """A run's values as they are now, flat, in float32. A view that needs no copy is kept until the values move."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._pointer = 0
        self._view = run.parameter

    def __call__(self) -> torch.Tensor:
        held = self._run.held()
        pointer = held.data_ptr()
        if pointer != self._pointer:
            self._view = self._read(held)
            is_view = self._view.untyped_storage().data_ptr() == held.untyped_storage().data_ptr()
            self._pointer = pointer if is_view else 0
        return self._view

    def _read(self, held: torch.Tensor) -> torch.Tensor:
        strip = self._run.strip
        part = held.detach()[strip.index]
        if strip.pads:
            part = torch.nn.functional.pad(part, [n for pad in reversed(strip.pads) for n in pad])
        return part.reshape(-1)[self._run.at : self._run.at + self._run.size].float()
