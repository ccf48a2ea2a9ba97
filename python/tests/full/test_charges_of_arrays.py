# SPDX-License-Identifier: Apache-2.0
"""The gauges of plain arrays are those of a PyTorch model with the same weights."""

import pytest

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402

from koopwatch import charges, mechanics  # noqa: E402


def test_arrays_and_modules_have_the_same_gauges() -> None:
    torch.manual_seed(0)
    first, second = nn.Linear(8, 6), nn.Linear(6, 7)
    model = nn.Sequential(first, nn.ReLU(), second).double()
    with torch.no_grad():
        first.weight[3], first.bias[3] = 2 * first.weight[1], 2 * first.bias[1]
        second.weight[:, 3] = 0.5 * second.weight[:, 1]
        first.weight[2] *= 0.01
        first.bias[2] = 0
        second.weight[:, 2] *= 0.01
    enter, bias, leave, last = (p.detach().numpy() for p in model.parameters())
    theirs = mechanics.of(model, softmax="2", scale="0")()
    ours = {
        "scale_charge": charges.scale(enter, bias),
        "translation_charge": charges.translation(leave.T, last),
        "rescale_charge": charges.rescale(enter.T, leave.T, bias),
        "layer_imbalance": charges.layer_imbalance(enter.T, leave.T, bias),
        "vanishing_units": charges.vanishing_units(enter.T, leave.T, bias),
        "redundant_units": charges.redundant_units(enter.T, leave.T, bias),
    }
    assert ours == pytest.approx({name: theirs[name] for name in ours})
    assert (ours["vanishing_units"], ours["redundant_units"]) == (1, 1)
