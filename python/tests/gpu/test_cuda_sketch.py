# SPDX-License-Identifier: Apache-2.0
"""The torch sketch on a CUDA device: the golden vectors, NumPy's values, and the same bits again."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from koopwatch import _sketch
from koopwatch._torch_sketch import TorchSketch

GOLDEN = Path(__file__).resolve().parents[3] / "proto" / "golden" / "sketch.json"
KNOWN = json.loads(GOLDEN.read_text())["sketches"]

Named = list[tuple[str, torch.Tensor]]


def random(*sizes: Any, seed: int = 0) -> Named:
    source = torch.Generator("cuda").manual_seed(seed)
    return [(f"p{i}", torch.randn(s, generator=source, device="cuda")) for i, s in enumerate(sizes)]


def by_numpy(groups: list[Named], length: int) -> Any:
    flat = [[(n, p.detach().reshape(-1).double().cpu().numpy()) for n, p in group] for group in groups]
    return _sketch.sketch_groups(flat, length)


def assert_like_numpy(groups: list[Named], length: int) -> None:
    made, known = TorchSketch(groups, length=length)(), by_numpy(groups, length)
    assert np.abs(made - known).max() < 4e-7 * np.abs(known).max()


@pytest.mark.parametrize("known", KNOWN, ids=lambda k: k["case"])
def test_sketches_are_golden(known: dict[str, Any]) -> None:
    groups = [
        [(p["name"], torch.tensor(p["values"], dtype=torch.float32, device="cuda")) for p in group]
        for group in known["groups"]
    ]
    made = TorchSketch(groups, length=known["width"], seed=int(known["seed"]))
    np.testing.assert_array_equal(made(), known["sketch"])
    np.testing.assert_array_equal(made(), known["sketch"])  # nothing is left over from the call before


@pytest.mark.parametrize(("groups", "length"), [(1, 64), (2, 256), (8, 1024), (3, 1024), (3, 3072)])
def test_sketch_of_many_sizes_equals_numpy(groups: int, length: int) -> None:
    named = random(1, 77, 40_000, 128, 300_001, 65_536, 5_000, 64, 2)
    assert_like_numpy([named[g::groups] for g in range(groups)], length)


@pytest.mark.parametrize("groups", [1, 8])
def test_parameters_of_more_elements_than_are_taken_at_once_equal_numpy(groups: int) -> None:
    named = random((4_200, 4_096), 5, (130, 4_096), (2_048, 1_024), 1, 2, 3, (3_000, 1_000), seed=1)
    assert_like_numpy([named[g::groups] for g in range(groups)], 1024)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64])
def test_other_floats_are_sketched_as_float32(dtype: torch.dtype) -> None:
    named = [(n, p.to(dtype)) for n, p in random(300_000, 70, 5_000)]
    assert_like_numpy([named[:1], named[1:]], 256)


def test_elements_count_in_the_order_of_the_shape_however_they_lie() -> None:
    ((name, image),) = random((64, 32, 9, 9))
    assert_like_numpy([[(name, image.to(memory_format=torch.channels_last)), ("t", random((400, 30))[0][1].t())]], 512)


def test_the_same_values_give_the_same_bits() -> None:
    named = random((3_000, 4_096), 1_000, (77, 333))
    others = [(n, p.clone()) for n, p in named]
    first, other = TorchSketch([named]), TorchSketch([others])
    made = first()
    for _ in range(20):
        np.testing.assert_array_equal(first(), made)
    np.testing.assert_array_equal(other(), made)


def test_a_device_and_the_host_differ_by_rounding_alone() -> None:
    named = random((3_000, 1_024), 1_000, (77, 333))
    device, host = TorchSketch([named])(), TorchSketch([[(n, p.cpu()) for n, p in named]])()
    assert np.abs(device - host).max() < 4e-7 * np.abs(host).max()


@pytest.mark.parametrize(("motion", "within"), [(1e-5, 0.005), (1e-6, 0.05)])
def test_small_updates_are_seen_through_the_rounding(motion: float, within: float) -> None:
    named = random(*[125_000] * 8)
    groups = [[pair] for pair in named]
    sketch = TorchSketch(groups)
    before, old = sketch().astype(float), [p.double() for _, p in named]
    for (_, p), (_, moved) in zip(named, random(*[125_000] * 8, seed=9), strict=True):
        p.add_(moved, alpha=motion)
    known = by_numpy([[(n, p.double() - o)] for (n, p), o in zip(named, old, strict=True)], 1024)
    assert np.sum((sketch() - before) ** 2) == pytest.approx(np.sum(known**2), rel=within)


def test_it_keeps_less_than_an_eighth_of_the_memory_of_the_parameters() -> None:
    named = random(*[(2_048, 2_048)] * 8)
    before = torch.cuda.memory_allocated()
    sketch = TorchSketch([[pair] for pair in named])
    sketch()
    kept = torch.cuda.memory_allocated() - before
    assert 0 < kept < sum(p.nbytes for _, p in named) / 8
