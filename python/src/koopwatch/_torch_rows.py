# SPDX-License-Identifier: Apache-2.0
"""Adds the rows of a parameter group on its device.

Rows that are rotated by the same offset are added first, as bags of ``embedding_bag``: a gather, without atomic
additions, so that a GPU gives the same bits again. One row is left for each offset; these are rotated and added.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch.nn.functional import embedding_bag

from koopwatch import _sketch

_FEWEST_IN_PLACE = 1 << 15  # elements that are quicker read where they are than copied beside others
_MOST_AT_ONCE = 1 << 18


@dataclass(frozen=True)
class Run:
    """Elements [start, start + size) of a flattened whole parameter, which are those of ``held`` from ``at`` on."""

    held: torch.Tensor
    hash: int
    at: int
    start: int
    size: int

    def cut(self, start: int, end: int) -> "Run":
        """The part of it in [start, end) of the whole parameter."""
        first, last = max(start, self.start), min(end, self.start + self.size)
        return Run(self.held, self.hash, self.at + first - self.start, first, last - first)


class Group:
    """The sketch of the runs of one group; [width] in double precision."""

    def __init__(self, runs: Sequence[Run], width: int, seed: int, device: torch.device) -> None:
        self._chunks = [_Chunk(parts, width, device) for parts in _chunks(runs, width)]
        self._columns = torch.from_numpy(_sketch.element_signs(width, seed)).to(device)
        self._by_offset = torch.zeros(width, width, dtype=torch.float64, device=device)
        self._skewed = torch.zeros(width * (2 * width + 1), dtype=torch.float64, device=device)

    def __call__(self) -> torch.Tensor:
        width = len(self._columns)
        self._by_offset.zero_()
        for chunk in self._chunks:
            self._by_offset += chunk()
        skew = self._skewed.as_strided((width, width), (2 * width + 1, 1))  # row o begins at column o
        torch.mul(self._by_offset, self._columns, out=skew)
        twice = self._skewed[: 2 * width * width].view(width, 2 * width).sum(0)
        return twice[:width] + twice[width:]


class _Chunk:
    """Rows that are taken at once: of one parameter in place, or of several one behind the other."""

    def __init__(self, runs: Sequence[Run], width: int, device: torch.device) -> None:
        self._width = width
        self._sources = [_Source(run) for run in runs]
        self._pads = [(run.start % width, -(run.start + run.size) % width) for run in runs]
        self._zeros = torch.zeros(width, device=device)
        self._bags = _Bags(runs, width, device)

    def __call__(self) -> torch.Tensor:
        in_place = self._pads == [(0, 0)]
        flat = self._sources[0]() if in_place else torch.cat(list(self._padded()))
        return self._bags(flat.view(-1, self._width))

    def _padded(self) -> Iterator[torch.Tensor]:
        for source, (before, after) in zip(self._sources, self._pads, strict=True):
            yield self._zeros[:before]
            yield source()
            yield self._zeros[:after]


class _Source:
    """A run's values, flat, in float32. Where that needs no copy the view is kept until the values move."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._pointer = -1
        self._view = run.held

    def __call__(self) -> torch.Tensor:
        held = self._run.held
        pointer = held.data_ptr()
        if pointer == self._pointer:
            return self._view
        flat = held.detach().reshape(-1)[self._run.at : self._run.at + self._run.size]
        self._view = flat.float()
        is_view = held.is_contiguous() and held.dtype == torch.float32
        self._pointer = pointer if is_view else -1
        return self._view


class _Bags:
    """Adds the rows of each offset, with their signs; [width, width]."""

    def __init__(self, runs: Sequence[Run], width: int, device: torch.device) -> None:
        out = np.concatenate([_bits(run, width) for run in runs])
        offsets = (out[0::2] >> np.uint64(32)) % np.uint64(width)
        order = np.argsort(offsets, kind="stable")
        begins = np.searchsorted(offsets[order], np.arange(width, dtype=np.uint64))
        self._order = torch.from_numpy(order.astype(np.int32)).to(device)
        self._begins = torch.from_numpy(begins.astype(np.int32)).to(device)
        self._signs = torch.from_numpy(_sketch.signs(out[1::2])[order].astype(np.float32)).to(device)

    def __call__(self, rows: torch.Tensor) -> torch.Tensor:
        return embedding_bag(self._order, rows, self._begins, mode="sum", per_sample_weights=self._signs)


def _bits(run: Run, width: int) -> _sketch.Bits:
    first, to = run.start // width, -(-(run.start + run.size) // width)
    return _sketch.bits(run.hash, 2 * first, 2 * (to - first))


def _chunks(runs: Sequence[Run], width: int) -> Iterator[list[Run]]:
    """Cuts the runs into chunks of whole rows that fit into a cache."""
    most = max(_MOST_AT_ONCE // width, 4 * width) * width
    together: list[Run] = []
    size = 0
    for run in runs:
        for part in _cut(run, width, most):
            if part.size >= max(_FEWEST_IN_PLACE, width * width) and part.start % width == part.size % width == 0:
                yield [part]
                continue
            together.append(part)
            size += part.size + 2 * width
            if size >= most:
                yield together
                together, size = [], 0
    if together:
        yield together


def _cut(run: Run, width: int, most: int) -> Iterator[Run]:
    end = run.start + run.size
    inner, last = -(-run.start // width) * width, end // width * width
    if inner >= last:
        yield run
        return
    edges = sorted({run.start, *range(inner, last, most), last, end})
    yield from (run.cut(a, b) for a, b in pairwise(edges))
