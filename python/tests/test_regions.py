# SPDX-License-Identifier: Apache-2.0
"""Parts of parameters: whatever the cut, their sketches add up to the whole one's."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from koopwatch import _regions, _sketch
from koopwatch._regions import Region, Shape

SHAPES = [(), (1,), (1000,), (37, 29), (1, 300), (300, 1), (6, 50, 7), (3, 2, 5, 11)]


def partition(shape: Shape, random: np.random.Generator) -> Iterator[Region]:
    """Cuts every axis at random places, also twice at one."""
    edges = [sorted([0, size, *random.integers(0, size + 1, 2)]) for size in shape]
    for spans in itertools.product(*(itertools.pairwise(e) for e in edges)):
        yield Region(shape, tuple(int(a) for a, _ in spans), tuple(int(b - a) for a, b in spans))


def place(region: Region) -> tuple[slice, ...]:
    return tuple(slice(o, o + n) for o, n in zip(region.offset, region.shape, strict=True))


@pytest.mark.parametrize("most", [1, 40, 1 << 18])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_strips_put_every_element_in_its_place(shape: Shape, most: int) -> None:
    array = np.arange(1, 1 + np.prod(shape, dtype=int)).reshape(shape)
    for region in partition(shape, np.random.default_rng(most)):
        made = np.zeros(array.size, int)
        for strip in region.strips(most):
            part = array[place(region)][strip.index]
            filled = np.pad(part, strip.pads) if strip.pads else part
            assert filled.size == strip.size
            assert not strip.pads or strip.size <= most
            made[strip.start : strip.start + strip.size] += filled.reshape(-1)
        known = np.zeros_like(array)
        known[place(region)] = array[place(region)]
        np.testing.assert_array_equal(made, known.reshape(-1))


@pytest.mark.parametrize("width", [8, 33, 1024])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_sketches_of_any_partition_add_up_to_the_whole(shape: Shape, width: int) -> None:
    random = np.random.default_rng(width)
    array = random.integers(-50, 50, shape) / 2.0  # sums are exact
    parts = [("w", region, array[place(region)]) for region in partition(shape, random)]
    whole = _sketch.sketch([("w", array.reshape(-1))], width)
    np.testing.assert_array_equal(sum(_sketch.sketch_parts([part], width) for part in parts), whole)
    np.testing.assert_array_equal(_sketch.sketch_parts(parts, width), whole)


def test_the_whole_is_a_region_of_its_own() -> None:
    assert list(_regions.whole((3, 4)).strips(1)) == [_regions.Strip((slice(0, 3),), (), 0, 12)]
