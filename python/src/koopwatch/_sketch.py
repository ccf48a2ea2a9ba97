# SPDX-License-Identifier: Apache-2.0
"""The linear sketch of parameters: short vectors that keep inner products, and add up over shards.

Each parameter, flattened, is cut into rows of m elements (the last one zero-padded). Column j of every row gets the
sign b_j; row r as a whole gets a sign and is rotated by an offset; the rows of all parameters are added. The bits come
from splitmix64 (Steele, Lea, Flood 2014), started from a hash of the parameter's name, and are pinned by
proto/golden/sketch.json: snapshots of one run must be sketched alike by every version and language.
"""

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from koopwatch._vector import Vector

ALGORITHM = "signed-rotation"
WIDTH = 1024
SEED = 0

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_ROWS_AT_ONCE = 256

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
    twice = np.zeros(
        2 * width
    )  # a row rotated by o lies at [o, o + width), and the upper half is folded back at the end
    columns = element_signs(width, seed)
    with np.errstate(all="ignore"):
        for name, values in parameters:
            _add(twice, values, name_hash(seed, name), columns)
        return np.asarray(twice[:width] + twice[width:])


def sketch_groups(groups: Sequence[Iterable[tuple[str, Vector]]], width: int = WIDTH, seed: int = SEED) -> Doubles:
    """One vector with a range of coordinates per parameter group, as laid out by group_ranges; [width]."""
    ranges = group_ranges(len(groups), width)
    return np.concatenate([sketch(g, to - start, seed) for g, (start, to) in zip(groups, ranges, strict=True)])


def _add(twice: Doubles, values: Vector, start: int, columns: Doubles) -> None:
    width = len(columns)
    rows = -(-len(values) // width)
    for first in range(0, rows, _ROWS_AT_ONCE):
        some = min(_ROWS_AT_ONCE, rows - first)
        out = bits(start, 2 * first, 2 * some)
        block = _rows(values[first * width : (first + some) * width], some, width) * columns
        block *= signs(out[1::2])[:, None]
        offsets = ((out[0::2] >> np.uint64(32)) % np.uint64(width)).tolist()
        for row, offset in zip(block, offsets, strict=True):
            twice[offset : offset + width] += row


def _rows(values: Vector, rows: int, width: int) -> Vector:
    if len(values) < rows * width:
        values = np.concatenate([values, np.zeros(rows * width - len(values), values.dtype)])
    return values.reshape(rows, width)
