# SPDX-License-Identifier: Apache-2.0
"""Rectangular parts of arrays, cut into strips that are consecutive in the flattened whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

Shape = tuple[int, ...]
Index = tuple[int | slice, ...]


@dataclass(frozen=True)
class Strip:
    """Elements [start, start + size) of the flattened whole: ``part[index]``, with zeros where others hold values.

    pads: how many zeros come before and after along each axis of ``part[index]``; none if the part has all of them.
    """

    index: Index
    pads: tuple[tuple[int, int], ...]
    start: int
    size: int


@dataclass(frozen=True)
class Region:
    """The part of a whole array that begins at ``offset`` and has this ``shape``; all of one length."""

    whole: Shape
    offset: Shape
    shape: Shape

    def strips(self, most: int) -> Iterator[Strip]:
        """Strips that cover the region once. Those that need zeros have at most ``most`` elements."""
        if 0 not in self.shape:
            yield from self._strips((), 0, most)

    def _strips(self, index: Index, start: int, most: int) -> Iterator[Strip]:
        axis = len(index)
        if axis == len(self.whole):
            yield Strip(index, (), start, 1)
            return
        others = self.whole[axis + 1 :]
        row, rows = prod(others), self.shape[axis]
        start += self.offset[axis] * row
        if self.shape[axis + 1 :] == others:
            yield Strip((*index, slice(0, rows)), (), start, rows * row)
        elif row <= most:
            pads = ((0, 0), *(self._pad(a) for a in range(axis + 1, len(self.whole))))
            step = most // row
            for first in range(0, rows, step):
                some = min(step, rows - first)
                yield Strip((*index, slice(first, first + some)), pads, start + first * row, some * row)
        else:
            for i in range(rows):
                yield from self._strips((*index, i), start + i * row, most)

    def _pad(self, axis: int) -> tuple[int, int]:
        before = self.offset[axis]
        return before, self.whole[axis] - before - self.shape[axis]


def whole(shape: Shape) -> Region:
    """The region that is all of an array."""
    return Region(shape, (0,) * len(shape), shape)
