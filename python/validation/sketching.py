# SPDX-License-Identifier: Apache-2.0
"""The publisher's sketch of a flat vector as one table, which a thousand steps make worth while."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from koopwatch._sketch import SEED, bits, element_signs, group_ranges, name_hash, signs
from validation.nets import Array, Parameter


class FlatSketch:
    """Equal to koopwatch's sketch_groups of the same parameters, but for the order of summation."""

    def __init__(self, groups: Sequence[Sequence[Parameter]], width: int) -> None:
        self.width = width
        self.ranges = group_ranges(len(groups), width)
        places, weights = [], []
        for group, (start, to) in zip(groups, self.ranges, strict=True):
            for parameter in group:
                place, sign = _table(parameter, to - start)
                places.append(place + start)
                weights.append(sign)
        self.places = np.concatenate(places)
        self.signs = np.concatenate(weights)

    def of(self, flat: Array) -> Array:
        """The sketch of the parameters, laid out one after another as in the groups; [width], float32."""
        return np.bincount(self.places, self.signs * flat, self.width).astype(np.float32)


def _table(parameter: Parameter, width: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Where each element goes, and with which sign; [size] each."""
    row, column = np.divmod(np.arange(parameter.size), width)
    out = bits(name_hash(SEED, parameter.name), 0, 2 * (int(row[-1]) + 1))
    offsets = ((out[0::2] >> np.uint64(32)) % np.uint64(width)).astype(np.int64)
    return (column + offsets[row]) % width, signs(out[1::2])[row] * element_signs(width)[column]
