# SPDX-License-Identifier: Apache-2.0
"""The trainings whose mechanics are predicted: their gradients, and the predictions against what they say of."""

from collections.abc import Callable

import numpy as np
import pytest
from validation.data import digits
from validation.mechanics import charges, collapse, edge, laziness, limiting, stages
from validation.mechanics.record import Array

STEP = 1e-6


def slope(loss: Callable[[Array], float], at: Array, place: int) -> float:
    """By central difference."""
    up, down = at.copy(), at.copy()
    up[place] += STEP
    down[place] -= STEP
    return (loss(up) - loss(down)) / (2 * STEP)


@pytest.mark.parametrize("name", ["normed", "enter", "leave", "bias"])
def test_gradients_through_batch_norm_are_those_of_the_loss(name: str) -> None:
    rng = np.random.default_rng(0)
    data, weights = digits(rng).first(30), charges.start(np.random.default_rng(1))
    inputs = data.inputs.astype(np.float64)
    gradient = charges.gradients(weights, inputs, data.targets)[1][name]

    def loss(flat: Array) -> float:
        return charges.gradients({**weights, name: flat.reshape(gradient.shape)}, inputs, data.targets)[0]

    for place in rng.integers(gradient.size, size=5):
        assert slope(loss, weights[name].ravel(), place) == pytest.approx(gradient.ravel()[place], abs=1e-7)


def test_gradients_are_at_right_angles_to_what_the_symmetries_move() -> None:
    rng = np.random.default_rng(2)
    data, w = digits(rng).first(30), charges.start(rng)
    g = charges.gradients(w, data.inputs.astype(np.float64), data.targets)[1]
    assert (w["normed"] * g["normed"]).sum(0) == pytest.approx(0, abs=1e-12)
    assert (w["enter"] * g["enter"]).sum(0) == pytest.approx((w["leave"] * g["leave"]).sum(1), abs=1e-12)
    assert g["leave"].sum(1) == pytest.approx(0, abs=1e-12)


def test_gradients_of_the_tanh_networks_are_those_of_their_losses() -> None:
    rng = np.random.default_rng(3)
    p, inputs, targets = edge.start(rng), rng.standard_normal((7, 64)), rng.standard_normal((7, 10))
    gradient = edge.gradient(p, inputs, targets)[1]
    for place in rng.integers(p.size, size=8):
        assert slope(lambda q: edge.gradient(q, inputs, targets)[0], p, place) == pytest.approx(
            gradient[place], rel=1e-5, abs=1e-8
        )
    p, inputs, _ = laziness.problem(4)
    jacobian = laziness.outputs(p, inputs)[1]
    for place in rng.integers(p.size, size=8):
        assert slope(lambda q: float(laziness.outputs(q, inputs)[0][2]), p, place) == pytest.approx(
            jacobian[2, place], abs=1e-8
        )


def test_power_iteration_finds_the_largest_eigenvalue_of_the_hessian() -> None:
    rng = np.random.default_rng(5)
    p, inputs, targets = edge.start(rng), rng.standard_normal((5, 64)) / 8, rng.standard_normal((5, 10))
    direction = rng.standard_normal(p.size)
    found, direction = edge.sharpness(p, inputs, targets, direction / np.linalg.norm(direction), 200)
    along = [edge.gradient(p + e * 1e-3 * direction, inputs, targets)[0] for e in (-1, 0, 1)]
    assert (along[0] - 2 * along[1] + along[2]) / 1e-6 == pytest.approx(found, rel=1e-3)


def test_the_stationary_law_of_sgd_is_that_of_a_long_run() -> None:
    problem = limiting.Regression(np.array([0.3, 1.0]), 0.2, 0.5)
    rng, x, v = np.random.default_rng(6), np.zeros(2), np.zeros(2)
    seen = []
    for _ in range(40_000):
        v = problem.momentum * v - problem.rate * problem.gradient(x, rng)
        x = x + v
        seen.append([x, v])
    rows = np.array(seen[1000:])
    for mode in range(2):
        assert np.cov(rows[:, :, mode].T) == pytest.approx(problem.covariances()[mode], rel=0.1, abs=1e-3)
    moved = np.square(rows[5:, 0] - rows[:-5, 0]).sum(1).mean()
    assert moved == pytest.approx(problem.displacement(np.array([5]))[0], rel=0.1)


def test_a_random_walk_diffuses_and_detailed_balance_does_not_turn() -> None:
    flat = limiting.Regression(np.full(3, 1e-6), 0.1, 0.0)
    assert flat.exponent() == pytest.approx(1, abs=1e-3)
    turning = limiting.Regression(np.full(3, 1.0), 0.01, 0.9)
    assert 0.05 < turning.oscillation() < 1


def test_units_of_less_use_than_noise_vanish_in_theory() -> None:
    assert collapse.exponent(0.5, 0.01, 4.0) > 0 > collapse.exponent(0.001, 0.03, 9.0)
    assert collapse.threshold(0.02, 9.0) == pytest.approx(0.02 * 9 / 2, rel=0.15)


def test_gradients_of_the_units_and_of_the_deep_linear_network_are_those_of_their_losses() -> None:
    rng = np.random.default_rng(7)
    n = len(collapse.USES)
    w, a, x = rng.standard_normal(n), rng.standard_normal(n), rng.standard_normal(n)
    _, by_w, by_a = collapse.gradient(w, a, x, 0.7)
    assert slope(lambda q: collapse.gradient(q, a, x, 0.7)[0], w, 3) == pytest.approx(by_w[3], rel=1e-5)
    assert slope(lambda q: collapse.gradient(w, q, x, 0.7)[0], a, 4) == pytest.approx(by_a[4], rel=1e-5)
    _, _, target = stages.task(rng)
    first, second = rng.standard_normal((8, 16)), rng.standard_normal((16, 8))
    by_first = stages.gradient(first, second, target)[1]
    found = slope(lambda q: stages.gradient(q.reshape(8, 16), second, target)[0], first.ravel(), 9)
    assert found == pytest.approx(by_first.ravel()[9], rel=1e-5)


def test_a_mode_grows_from_its_start_as_the_sigmoid_says() -> None:
    rate, s, a = stages.RATE, 2.0, 1e-4
    w, t = np.sqrt(a), 0
    while w * w < s / 2:
        w += rate * w * (s - w * w)
        t += 1
    assert t == pytest.approx(stages.half_time(s, a), rel=0.01)
    assert stages.peak_time(s, a) < stages.half_time(s, a)


def test_a_training_with_large_outputs_moves_as_its_linearisation() -> None:
    log = laziness.train(1, 1000.0, most=300)
    assert log.scalars["distance_from_init_ratio"][-1] == pytest.approx(
        laziness.linearised(1, 1000.0, log.steps[-1]), rel=1e-3
    )
