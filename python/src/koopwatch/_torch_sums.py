# SPDX-License-Identifier: Apache-2.0
"""Adds signed and rotated rows on their device, without atomic additions, so that a GPU gives the same bits again.

A row is taken in pieces of s columns. Rotated by o, piece c of it begins at o + c s: in slot c + o div s, o mod s to
the right. All pieces of one slot and shift are added first, as one bag of ``embedding_bag``, which gathers; then the s
shifts of all slots are added. A bag adds about 16 pieces in float32 and everything else is added in double precision:
the rounding of the result to float32 is then larger than that of the sums.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, groupby

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.functional import embedding_bag

from koopwatch import _sketch
from koopwatch._torch_rows import FEWEST_IN_PLACE, Rows, Run

_WIDEST_WHOLE = 256  # rows that may be taken as one piece, if there are many
_FEWEST_WHOLE = 4  # rows for each offset
_PIECES = 16, 32  # columns of a piece where rows are copied, and where they are read in place
_PER_BAG = 16
_AT_ONCE = {"cpu": 1 << 18}  # elements that stay in a cache between two passes
_MOST_AT_ONCE = 1 << 24  # on devices where a call costs more than a pass
_SUMS_AT_ONCE = {"cpu": 0}  # floats that bags made, kept until they are added in one go
_MOST_SUMS_AT_ONCE = 1 << 22

Longs = npt.NDArray[np.int64]


class Sums:
    """The sketches of groups that have ranges of one width; [groups, width] in double precision."""

    def __init__(self, runs: Sequence[Run], groups: int, width: int, seed: int, device: torch.device) -> None:
        """runs: by group, ascending."""
        self._columns = torch.from_numpy(_sketch.element_signs(width, seed).astype(np.float32)).to(device)
        self._shape = (groups, width)
        self._folds: dict[int, _Fold] = {}
        whole_rows = width <= _WIDEST_WHOLE and sum(r.size for r in runs) > _FEWEST_WHOLE * groups * width * width
        self._in_place = width if whole_rows else min(width, _PIECES[1])
        chunks = [self._chunk(some) for some in _chunks(runs, width, device)]
        self._added = list(_added(chunks, _SUMS_AT_ONCE.get(device.type, _MOST_SUMS_AT_ONCE)))

    def __call__(self) -> torch.Tensor:
        for fold in self._folds.values():
            fold.skewed.zero_()
        for chunks in self._added:
            blocks = chunks[0]() if len(chunks) == 1 else torch.cat([chunk() for chunk in chunks])
            chunks[0].into.add_(blocks[0] if len(blocks) == 1 else blocks.sum(0, dtype=torch.float64))
        zeros = self._columns.new_zeros(self._shape, dtype=torch.float64)
        return sum((fold(self._columns) for fold in self._folds.values()), zeros)

    def _chunk(self, runs: Sequence[Run]) -> "_Chunk":
        groups, width = self._shape
        rows = Rows(runs, width)
        piece = self._in_place if rows.in_place else min(width, _PIECES[0])
        if piece not in self._folds:
            self._folds[piece] = _Fold(groups, width, piece, self._columns.device)
        self._folds[piece].reserve(sum(to - first for first, to in (run.rows(width) for run in runs)))
        return _Chunk(runs, rows, self._folds[piece], self._columns)


class _Fold:
    """Sums by group, shift and slot, and what they add up to; [groups, width]."""

    def __init__(self, groups: int, width: int, piece: int, device: torch.device) -> None:
        self.piece, self.pieces = piece, -(-width // piece)
        self.slots = (width - 1) // piece + self.pieces
        self._width = width
        long = self.slots * piece
        self.skewed = torch.zeros(groups, piece * (long + piece + 1), dtype=torch.float64, device=device)
        self._rows = self.skewed[:, : piece * (long + piece)].view(groups, piece, long + piece)
        self.sums = self.skewed.as_strided((groups, piece, long), (self.skewed.stride(0), long + piece + 1, 1))
        """Shift l begins at column l of the rows."""
        self.signed = torch.zeros(0, self.pieces * piece, device=device)
        """Room for the rows of a chunk; what is to the right of their columns stays zero."""

    def reserve(self, rows: int) -> None:
        """Makes room for so many rows, where they need it."""
        if self.pieces > 1 and rows > len(self.signed):
            self.signed = self.signed.new_zeros(rows, self.signed.shape[1])

    def __call__(self, columns: torch.Tensor) -> torch.Tensor:
        if self.pieces == 1:  # the signs of all columns could wait until here
            self.sums *= columns
        twice = self._rows.sum(1)
        return twice[:, : self._width] + twice[:, self._width : 2 * self._width]


class _Chunk:
    """Rows that are taken at once."""

    def __init__(self, runs: Sequence[Run], rows: Rows, fold: _Fold, columns: torch.Tensor) -> None:
        self.groups = runs[0].group, runs[-1].group + 1
        self.into = fold.sums[slice(*self.groups)]
        self.fold = fold
        self._rows = rows
        self._columns = columns
        self._touches = rows.in_place and columns.device.type == "cpu"
        self._bags = _Bags(runs, fold, len(columns), columns.device)
        self.size = self._bags.count * fold.piece

    def __call__(self) -> torch.Tensor:
        """What is to be added to ``into``; [blocks, groups, piece, slots * piece]."""
        rows = self._rows()
        if self.fold.pieces > 1:
            rows = self._signed(rows).view(-1, self.fold.piece)
        elif self._touches:
            rows.sum()  # reading in order first is quicker: a gather from memory stalls
        return self._bags(rows).view(-1, *self.into.shape)

    def _signed(self, rows: torch.Tensor) -> torch.Tensor:
        signed = self.fold.signed[: len(rows)]
        torch.mul(rows, self._columns, out=signed[:, : len(self._columns)])
        return signed


class _Bags:
    """Adds the pieces of each group, shift and slot, in blocks of rows; [blocks * groups * piece * slots, piece]."""

    def __init__(self, runs: Sequence[Run], fold: _Fold, width: int, device: torch.device) -> None:
        out = np.concatenate([run.bits(width) for run in runs])
        offsets = ((out[0::2] >> np.uint64(32)) % np.uint64(width)).astype(np.int64)
        counts = [to - first for first, to in (run.rows(width) for run in runs)]
        groups = np.repeat([run.group - runs[0].group for run in runs], counts)
        blocks, count = _blocks(groups, fold)
        bag = ((blocks * (groups[-1] + 1) + groups) * fold.piece + offsets % fold.piece) * fold.slots
        slots = (bag + offsets // fold.piece)[:, None] + np.arange(fold.pieces)
        order = np.argsort(slots, axis=None, kind="stable")
        self.count = count * int(groups[-1] + 1) * fold.piece * fold.slots
        signs = np.repeat(_sketch.signs(out[1::2]), fold.pieces)
        self._order = torch.from_numpy(order.astype(np.int32)).to(device)
        self._begins = torch.from_numpy(
            np.searchsorted(slots.ravel()[order], np.arange(self.count)).astype(np.int32)
        ).to(device)
        self._signs = torch.from_numpy(signs[order].astype(np.float32)).to(device)

    def __call__(self, pieces: torch.Tensor) -> torch.Tensor:
        return embedding_bag(self._order, pieces, self._begins, mode="sum", per_sample_weights=self._signs)


def _added(chunks: Sequence[_Chunk], most: int) -> Iterator[list[_Chunk]]:
    """Neighbours that are added to the same sums, together unless that is too much."""
    for _, same in groupby(chunks, key=lambda chunk: (chunk.fold.piece, chunk.groups)):
        together: list[_Chunk] = []
        for chunk in same:
            if together and sum(c.size for c in together) + chunk.size > most:
                yield together
                together = []
            together.append(chunk)
        yield together


def _blocks(groups: Longs, fold: _Fold) -> tuple[Longs, int]:
    """The block of each row, and how many there are: so many rows of a group that a bag gets about _PER_BAG pieces."""
    rows = max(1, _PER_BAG * fold.piece * fold.slots // fold.pieces)
    within = np.arange(len(groups)) - np.searchsorted(groups, groups)
    return within // rows, int(within.max()) // rows + 1


def _chunks(runs: Sequence[Run], width: int, device: torch.device) -> Iterator[list[Run]]:
    """Cuts runs into chunks: one run of whole rows to be read where it is, or some to be copied together."""
    most = max(1, _AT_ONCE.get(device.type, _MOST_AT_ONCE) // width) * width
    together: list[Run] = []
    size = 0
    for run in chain.from_iterable(run.cut(width, most) for run in runs):
        if run.size >= FEWEST_IN_PLACE and run.is_whole_rows(width):
            yield [run]
            continue
        if size >= most:
            yield together
            together, size = [], 0
        together.append(run)
        size += run.size
    if together:
        yield together
