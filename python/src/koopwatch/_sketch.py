# SPDX-License-Identifier: Apache-2.0
"""The linear sketch of parameters: short vectors that keep inner products, and add up over shards.

Each parameter, flattened, is cut into rows of m elements (the last one zero-padded). Column j of every row gets the
sign b_j; row r as a whole gets a sign and is rotated by an offset; the rows of all parameters are added. The bits come
from splitmix64 (Steele, Lea, Flood 2014), started from a hash of the parameter's name, and are pinned by
proto/golden/sketch.json: snapshots of one run must be sketched alike by every version and language.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from koopwatch._regions import Region
from koopwatch._vector import Vector

ALGORITHM = "signed-rotation"
WIDTH = 1024
SEED = 0

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_ROWS_AT_ONCE = 256
_LARGEST_STRIP = 1 << 18  # elements

Bits = npt.NDArray[np.uint64]
Doubles = npt.NDArray[np.float64]


def name_hash(seed: int, name: str) -> int:
    """The first 8 bytes, little-endian, of SHA-256(seed in decimal, newline, name)."""
    return int.from_bytes(hashlib.sha256(f"{seed}\n{name}".encode()).digest()[:8], "little")


def bits(start: int, first: int, count: int) -> Bits:
    """Outputs first .. first + count - 1 of the splitmix64 sequence that starts from a hash; [count]."""
    z = np.arange(first + 1, first + count + 1, dtype=np.uint64) * _GAMMA + np.uint64(start)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def signs(of: Bits) -> Doubles:
    """+1 where bit 63 is clear, -1 where it is set."""
    return 1.0 - 2.0 * (of >> np.uint64(63)).astype(np.float64)


def element_signs(width: int, seed: int = SEED) -> Doubles:
    """The signs b_j that every row shares; [width]."""
    return signs(bits(name_hash(seed, ""), 0, width))


def group_ranges(groups: int, width: int = WIDTH) -> list[tuple[int, int]]:
    """Disjoint ranges [from, to) of coordinates: width // groups each, the remainder to the first."""
    each, over = divmod(width, groups)
    ends = [over + each * (g + 1) for g in range(groups)]
    return list(zip([0, *ends[:-1]], ends, strict=True))


def sketch(parameters: Iterable[tuple[str, Vector]], width: int = WIDTH, seed: int = SEED) -> Doubles:
    """The sketch of named flat parameters as one group; [width], summed in double precision."""
    return _sketch(((name, 0, values) for name, values in parameters), width, seed)


def sketch_parts(
    parts: Iterable[tuple[str, Region, npt.NDArray[Any]]], width: int = WIDTH, seed: int = SEED
) -> Doubles:
    """What parts of named parameters, each of its region's shape, add to the sketch of the whole ones; [width]."""
    return _sketch(chain.from_iterable(_strips(*part) for part in parts), width, seed)


def _strips(name: str, region: Region, part: npt.NDArray[Any]) -> Iterator[tuple[str, int, Vector]]:
    for strip in region.strips(_LARGEST_STRIP):
        held = part[strip.index]
        yield name, strip.start, (np.pad(held, strip.pads) if strip.pads else held).reshape(-1)


def _sketch(runs: Iterable[tuple[str, int, Vector]], width: int, seed: int) -> Doubles:
    """The sketch of consecutive elements of flattened parameters, of which the first one's place is told."""
    twice = np.zeros(
        2 * width
    )  # a row rotated by o lies at [o, o + width), and the upper half is folded back at the end
    columns = element_signs(width, seed)
    with np.errstate(all="ignore"):
        for name, first, values in runs:
            _add(twice, values, first, name_hash(seed, name), columns)
        return np.asarray(twice[:width] + twice[width:])


def sketch_groups(groups: Sequence[Iterable[tuple[str, Vector]]], width: int = WIDTH, seed: int = SEED) -> Doubles:
    """One vector with a range of coordinates per parameter group, as laid out by group_ranges; [width]."""
    ranges = group_ranges(len(groups), width)
    return np.concatenate([sketch(g, to - start, seed) for g, (start, to) in zip(groups, ranges, strict=True)])


def _add(twice: Doubles, values: Vector, place: int, start: int, columns: Doubles) -> None:
    width = len(columns)
    before, top = place % width, place // width
    rows = -(-(before + len(values)) // width)
    for first in range(0, rows, _ROWS_AT_ONCE):
        some = min(_ROWS_AT_ONCE, rows - first)
        out = bits(start, 2 * (top + first), 2 * some)
        block = _rows(values, first * width - before, some, width) * columns
        block *= signs(out[1::2])[:, None]
        offsets = ((out[0::2] >> np.uint64(32)) % np.uint64(width)).tolist()
        for row, offset in zip(block, offsets, strict=True):
            twice[offset : offset + width] += row


def _rows(values: Vector, first: int, rows: int, width: int) -> Vector:
    """Values [first, first + rows * width), with zeros before the first and after the last; [rows, width]."""
    last = first + rows * width
    some = values[max(0, first) : last]
    if len(some) < rows * width:
        some = np.pad(some, (max(0, -first), max(0, last - len(values))))
    return some.reshape(rows, width)
