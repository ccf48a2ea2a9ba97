# SPDX-License-Identifier: Apache-2.0
"""Charges against what theory says of them: conserved by gradient flow, decaying at a known rate with weight decay."""

import math
from collections.abc import Callable
from typing import Any

import pytest

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402

from koopwatch import mechanics  # noqa: E402
from koopwatch.mechanics._walk import walk  # noqa: E402

Loss = Callable[[Any], Any]
torch.set_num_threads(1)  # thousands of tiny steps: more threads only wait for each other


def seeded(*parts: Any) -> Any:
    torch.manual_seed(0)
    model = nn.Sequential(*(part() for part in parts)).double()
    with torch.no_grad():
        for p in model.parameters():
            p.add_(0.3 * torch.randn_like(p))
    return model


def regression(*shape: int) -> Loss:
    g = torch.Generator().manual_seed(1)
    x, y = torch.randn(*shape, generator=g).double(), torch.randn(shape[0], 3, generator=g).double()
    return lambda model: (model(x) - y).square().mean()


def classification(model: Any) -> Any:
    g = torch.Generator().manual_seed(2)
    x, y = torch.randn(32, 5, generator=g).double(), torch.randint(0, 4, (32,), generator=g)
    return nn.functional.cross_entropy(model(x), y)


def descend(model: Any, loss: Loss, lr: float, steps: int, decay: float = 0.0) -> None:
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=decay)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(model).backward()
        optimizer.step()


def charges(model: Any) -> Any:
    return torch.cat([s.charge().reshape(-1) for s in walk(model).symmetries])


REDUCED: dict[str, Any] = {
    "relu": ([lambda: nn.Linear(5, 8), nn.ReLU, lambda: nn.Linear(8, 3)], (32, 5), 8, 2e-3),
    "nothing": ([lambda: nn.Linear(5, 8), lambda: nn.Linear(8, 3)], (32, 5), 8, 2e-3),
    "no bias": ([lambda: nn.Linear(5, 8, bias=False), nn.LeakyReLU, lambda: nn.Linear(8, 3)], (32, 5), 8, 2e-3),
    "three layers": (
        [lambda: nn.Linear(5, 8), nn.ReLU, lambda: nn.Linear(8, 6), nn.ReLU, lambda: nn.Linear(6, 3)],
        (32, 5),
        14,
        2e-3,
    ),
    "convolution": (
        [
            lambda: nn.Conv2d(2, 4, 3),
            nn.ReLU,
            lambda: nn.Conv2d(4, 5, 3, padding=1),
            nn.ReLU,
            lambda: nn.MaxPool2d(2),
            nn.Flatten,
            lambda: nn.Linear(5 * 9, 3),
        ],
        (16, 2, 8, 8),
        9,
        2e-4,
    ),
    "affine norm": ([lambda: nn.LayerNorm(5), nn.ReLU, lambda: nn.Linear(5, 3)], (32, 5), 5, 2e-3),
    "affine norm of channels": (
        [lambda: nn.BatchNorm2d(2), nn.ReLU, nn.Flatten, lambda: nn.Linear(2 * 16, 3)],
        (16, 2, 4, 4),
        2,
        2e-3,
    ),
}


@pytest.mark.parametrize("case", REDUCED)
def test_rescale_charge_of_every_unit_drifts_with_the_step_size_and_so_is_conserved_by_gradient_flow(case: str) -> None:
    parts, shape, units, lr = REDUCED[case]
    drifts = []
    for size, steps in ((lr, 100), (lr / 2, 200)):  # the same time
        model, loss = seeded(*parts), regression(*shape)
        before, loss_before = charges(model), float(loss(model).detach())
        descend(model, loss, size, steps)
        assert len(before) == units
        assert float(loss(model).detach()) < 0.95 * loss_before
        drifts.append(float((charges(model) - before).norm()))
    assert drifts[0] / drifts[1] == pytest.approx(2, rel=0.05)
    assert drifts[1] < 0.001 * float(before.norm())


@pytest.mark.parametrize("case", REDUCED)
def test_rescale_charge_decays_as_twice_the_weight_decay(case: str) -> None:
    parts, shape, _, lr = REDUCED[case]
    model, steps = seeded(*parts), 200
    decay = 0.5 / (lr * steps)
    before = charges(model)
    descend(model, regression(*shape), lr, steps, decay)
    expected = before * math.exp(-2 * 0.5)
    assert float((charges(model) - expected).norm()) < 0.002 * float(before.norm())


def test_charge_of_units_after_tanh_is_not_conserved_and_therefore_none_of_theirs_is_shown() -> None:
    model = seeded(lambda: nn.Linear(5, 8), nn.Tanh, lambda: nn.Linear(8, 3))
    before = charges(model)
    descend(model, regression(32, 5), 1e-3, 1000)
    assert float((charges(model) - before).norm()) > 0.02 * float(before.norm())
    assert "rescale_charge" not in mechanics.of(model)()


def test_layer_imbalance_is_the_difference_of_squared_layer_norms() -> None:
    model = seeded(lambda: nn.Linear(5, 8), nn.ReLU, lambda: nn.Linear(8, 3))
    first, bias, second = (float(p.detach().square().sum()) for p in list(model.parameters())[:3])
    assert mechanics.of(model)()["layer_imbalance"] == pytest.approx(abs(first + bias - second))


NORMALISED: dict[str, Any] = {
    "batch norm": [lambda: nn.Linear(5, 8), lambda: nn.BatchNorm1d(8, eps=1e-12), nn.ReLU, lambda: nn.Linear(8, 4)],
    "relu, layer norm": [
        lambda: nn.Linear(5, 8),
        nn.ReLU,
        lambda: nn.LayerNorm(8, eps=1e-12, elementwise_affine=False),
        nn.Tanh,
        lambda: nn.Linear(8, 4),
    ],
}


def norm_squared(model: Any) -> float:
    return mechanics.of(model, distance=False)()["scale_charge"]


@pytest.mark.parametrize("case", NORMALISED)
@pytest.mark.parametrize("lr", [0.1, 0.05])
def test_scale_charge_grows_by_the_squared_step_and_nothing_else(case: str, lr: float) -> None:
    model = seeded(*NORMALISED[case])
    before = norm_squared(model)
    descend(model, classification, lr, 1)
    gradient = sum(float(p.grad.square().sum()) for p in model[0].parameters())
    assert gradient > 1e-6
    assert norm_squared(model) - before == pytest.approx(lr**2 * gradient, rel=1e-5)


def test_scale_charge_decays_as_twice_the_weight_decay() -> None:
    model, lr, steps, decay = seeded(*NORMALISED["batch norm"]), 1e-3, 1000, 0.5
    before = norm_squared(model)
    descend(model, classification, lr, steps, decay)
    assert norm_squared(model) == pytest.approx(before * math.exp(-2 * decay * lr * steps), rel=0.01)


def softmax_charge(model: Any) -> Any:
    return model[2].weight.detach().sum(0), model[2].bias.detach().sum()


def test_translation_charge_is_conserved_by_steps_of_any_size() -> None:
    model = seeded(lambda: nn.Linear(5, 8), nn.Tanh, lambda: nn.Linear(8, 4))
    gauges = mechanics.of(model, softmax="2")
    before, (weights, bias) = gauges()["translation_charge"], softmax_charge(model)
    assert before == pytest.approx(math.sqrt(float(weights.square().sum() + bias**2)))
    descend(model, classification, 1.0, 50)
    assert gauges()["translation_charge"] == pytest.approx(before, abs=1e-12)
    torch.testing.assert_close(softmax_charge(model)[0], weights, rtol=0, atol=1e-12)


def test_translation_charge_decays_as_the_weight_decay() -> None:
    model = seeded(lambda: nn.Linear(5, 8), nn.Tanh, lambda: nn.Linear(8, 4))
    gauges, decay = mechanics.of(model, softmax="2"), 0.5
    before = gauges()["translation_charge"]
    descend(model, classification, 1e-3, 1000, decay)
    assert gauges()["translation_charge"] == pytest.approx(before * math.exp(-decay), rel=1e-3)


def test_translation_charge_is_moved_where_there_is_no_softmax() -> None:
    model = seeded(lambda: nn.Linear(5, 8), nn.Tanh, lambda: nn.Linear(8, 3))
    gauges = mechanics.of(model, softmax="2")
    before = gauges()["translation_charge"]
    descend(model, regression(32, 5), 1e-2, 100)
    assert abs(gauges()["translation_charge"] - before) > 0.01
