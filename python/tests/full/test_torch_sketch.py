# SPDX-License-Identifier: Apache-2.0
"""The torch sketch against the golden vectors and against NumPy."""

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
