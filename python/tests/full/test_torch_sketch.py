# SPDX-License-Identifier: Apache-2.0
"""The torch sketch against the golden vectors and against NumPy."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from koopwatch import _sketch
from koopwatch._regions import Region
from koopwatch._torch_rows import Run
from koopwatch._torch_sketch import TorchSketch
from koopwatch._torch_sums import Sums

GOLDEN = Path(__file__).resolve().parents[3] / "proto" / "golden" / "sketch.json"
KNOWN = json.loads(GOLDEN.read_text())["sketches"]


def tensors(group: list[dict[str, Any]]) -> list[tuple[str, torch.Tensor]]:
    return [(p["name"], torch.tensor(p["values"], dtype=torch.float32)) for p in group]


def assert_like_numpy(groups: list[list[tuple[str, torch.Tensor]]], length: int) -> None:
    made = TorchSketch(groups, length=length)()
    flat = [[(n, p.detach().reshape(-1).double().numpy()) for n, p in group] for group in groups]
    known = _sketch.sketch_groups(flat, length)
    assert np.abs(made - known).max() < 4e-7 * np.abs(known).max()


@pytest.mark.parametrize("known", KNOWN, ids=lambda k: k["case"])
def test_sketches_are_golden(known: dict[str, Any]) -> None:
    made = TorchSketch([tensors(g) for g in known["groups"]], length=known["width"], seed=int(known["seed"]))
    np.testing.assert_array_equal(made(), known["sketch"])
    np.testing.assert_array_equal(made(), known["sketch"])  # nothing is left over from the call before


@pytest.mark.parametrize(("groups", "length"), [(1, 64), (2, 256), (8, 1024), (3, 1024)])
def test_sketch_of_many_sizes_equals_numpy(groups: int, length: int) -> None:
    random = torch.Generator().manual_seed(groups)
    sizes = [1, 77, 40_000, 128, 300_001, 65_536, 5_000, 64, 2]
    named = [(f"p{i}", torch.randn(s, generator=random)) for i, s in enumerate(sizes)]
    assert_like_numpy([named[g::groups] for g in range(groups)], length)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64])
def test_other_floats_are_sketched_as_float32(dtype: torch.dtype) -> None:
    random = torch.Generator().manual_seed(1)
    named = [(f"p{n}", torch.randn(n, generator=random).to(dtype)) for n in (300_000, 70, 5_000)]
    assert_like_numpy([named[:1], named[1:]], 256)


def test_elements_count_in_the_order_of_the_shape_however_they_lie() -> None:
    random = torch.Generator().manual_seed(1)
    image = torch.randn(64, 32, 9, 9, generator=random).to(memory_format=torch.channels_last)
    assert not image.is_contiguous()
    assert_like_numpy([[("w", image), ("t", torch.randn(400, 30, generator=random).t())]], 512)


def test_values_that_changed_or_moved_are_read_anew() -> None:
    parameter = torch.nn.Parameter(torch.ones(40_000))
    sketch = TorchSketch([[("w", parameter)]])
    before = sketch()
    with torch.no_grad():
        parameter.mul_(2)
    np.testing.assert_array_equal(sketch(), 2 * before)
    parameter.data = torch.full((40_000,), 3.0)
    np.testing.assert_allclose(sketch(), 3 * before, rtol=1e-6)
    assert not parameter.requires_grad or sketch.on_device().grad_fn is None


def test_the_same_values_give_the_same_bits() -> None:
    parameter = torch.randn(2_000_000, generator=torch.Generator().manual_seed(2))
    first, other = TorchSketch([[("w", parameter)]]), TorchSketch([[("w", parameter.clone())]])
    np.testing.assert_array_equal(first(), first())
    np.testing.assert_array_equal(first(), other())


@pytest.mark.parametrize(("motion", "within"), [(1e-5, 0.005), (1e-6, 0.05)])
def test_small_updates_are_seen_through_the_rounding(motion: float, within: float) -> None:
    random = torch.Generator().manual_seed(3)
    named = [(f"p{i}", torch.randn(125_000, generator=random)) for i in range(8)]
    sketch = TorchSketch([[pair] for pair in named])
    before, old = sketch().astype(float), [p.double() for _, p in named]
    for _, p in named:
        p.add_(torch.randn(p.shape, generator=random), alpha=motion)
    moved = [[(n, (p.double() - o).numpy())] for (n, p), o in zip(named, old, strict=True)]
    known = _sketch.sketch_groups(moved)
    assert np.sum((sketch() - before) ** 2) == pytest.approx(np.sum(known**2), rel=within)


@pytest.mark.parametrize("most", [100, 1 << 18])
def test_parts_of_a_parameter_add_up_to_the_whole(most: int) -> None:
    whole = torch.randn(30, 41, 50, generator=torch.Generator().manual_seed(4))
    regions = [
        Region((30, 41, 50), (a, b, c), (d - a, e - b, f - c))
        for a, d in ((0, 11), (11, 30))
        for b, e in ((0, 41),)
        for c, f in ((0, 7), (7, 7), (7, 50))
    ]
    start = _sketch.name_hash(0, "w")
    total = np.zeros(200)
    for region in regions:
        spans = [slice(o, o + n) for o, n in zip(region.offset, region.shape, strict=True)]
        part = whole[tuple(spans)].clone()
        runs = [Run(part, 0, start, strip, 0, strip.size) for strip in region.strips(most)]
        total += Sums(runs, 1, 200, 0, torch.device("cpu"))()[0].numpy()
    known = _sketch.sketch([("w", whole.double().reshape(-1).numpy())], 200)
    assert np.abs(total - known).max() < 1e-6 * np.abs(known).max()


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([], "at least one parameter"),
        ([[("w", torch.ones(3, dtype=torch.int8))]], "parameter w: expected floating-point numbers, got torch.int8"),
        ([[("w", torch.ones(3)), ("v", torch.ones(3, device="meta"))]], "parameter v: expected it on cpu like w"),
        ([[("w", torch.ones(3))]] * 1025, "at most as many groups as coordinates, 1024"),
    ],
)
def test_what_cannot_be_sketched_is_a_value_error(groups: list[list[tuple[str, torch.Tensor]]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        TorchSketch(groups)
