# SPDX-License-Identifier: Apache-2.0
"""Naming causes: the features of a made-up alarm, and the discriminant against Bayes' rule written out."""

from typing import Any

import numpy as np
import pytest
from validation.cause_features import features, names
from validation.discriminant import fit, left_out, log_loss


def around(**jumps: float) -> dict[str, Any]:
    """Channels of 145 rows that alternate by 0.1 and jump at the alarm."""
    channels = [
        "update_energy",
        "coherence",
        "displacement",
        "radial",
        "log_loss",
        "log_lr",
        "innovation",
        "group_energy_0",
    ]
    rows = [[0.1 * (t % 2) + (jumps.get(name, 0.0) if t >= 120 else 0.0) for name in channels] for t in range(145)]
    return {"alarm": 120, "onset": 119, "channels": channels, "values": rows}


def test_features_are_jumps_against_the_past() -> None:
    found = dict(
        zip(
            names(groups=True, loss=True),
            features(
                around(update_energy=2.0, innovation=-3.0, log_loss=-1.0, group_energy_0=30.0), groups=True, loss=True
            ),
            strict=True,
        )
    )
    found = {name: np.sign(v) * np.expm1(abs(v)) for name, v in found.items()}
    assert found["energy_jump"] == pytest.approx(1.95)  # the medians of 100 and of 25 alternating values
    assert found["energy_units"] == pytest.approx(np.arcsinh(1.95 / 0.051))
    assert found["coherence_jump"] == pytest.approx(-0.05)
    assert found["group_least"] == found["group_greatest"] == pytest.approx(20)  # bounded
    assert found["loss_jump"] == pytest.approx(-1.0)  # of 24 rows: the newest has no loss yet
    assert found["energy_first"] == pytest.approx(1.95)
    assert found["innovation_jump"] == pytest.approx(-3.05)


def test_a_loss_that_was_not_logged_gives_zeros_and_no_warning() -> None:
    case = around()
    for row in case["values"]:
        row[4] = None
    found = dict(zip(names(groups=False, loss=True), features(case, groups=False, loss=True), strict=True))
    assert found["loss_jump"] == 0


def test_weights_are_the_likeliest_with_their_ridge() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat(["a", "b", "c"], [20, 40, 60])
    x = rng.standard_normal((120, 3)) + (labels == "a")[:, None] - 2 * (labels == "c")[:, None]
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    y = np.searchsorted(["a", "b", "c"], labels)

    def cost(weights: Any, constants: Any) -> float:
        scores = z @ weights.T + constants
        surprise = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(120), y]
        return float(np.sum(surprise * 40 / np.bincount(y)[y]) + 0.5 * 2.0 * np.sum(weights**2))

    made = fit(x, labels, ridge=2.0)
    weights = made.weights * x.std(axis=0)
    constants = made.constants + made.weights @ x.mean(axis=0)
    least = cost(weights, constants)
    for i in range(3):
        assert cost(weights, constants + 0.01 * np.eye(3)[i]) > least
        for j in range(3):
            for sign in (-1, 1):
                moved = weights.copy()
                moved[i, j] += sign * 0.01
                assert cost(moved, constants) > least


def test_well_separated_classes_are_named_rightly_in_runs_left_out() -> None:
    rng = np.random.default_rng(2)
    labels = np.repeat(["a", "b", "c"], 20)
    x = rng.standard_normal((60, 4)) + 6 * (labels == "a")[:, None] - 6 * (labels == "c")[:, None]
    chances = left_out(x, labels, np.arange(60).astype(str), 1.0)
    np.testing.assert_allclose(chances.sum(axis=1), 1)
    assert (chances.argmax(axis=1) == np.repeat([0, 1, 2], 20)).all()


def test_noise_is_called_nothing() -> None:
    rng = np.random.default_rng(1)
    x, labels = rng.standard_normal((90, 20)), np.repeat(["a", "b", "c"], 30)
    strong, weak = (
        log_loss(left_out(x, labels, np.arange(90).astype(str), ridge), np.repeat([0, 1, 2], 30))
        for ridge in (100.0, 0.1)
    )
    assert strong < weak
    assert strong == pytest.approx(np.log(3), abs=0.1)
