# SPDX-License-Identifier: Apache-2.0
"""Naming causes: the features of a made-up alarm, and the discriminant against Bayes' rule written out."""

from typing import Any

import numpy as np
import pytest
from validation.cause_features import features, names
from validation.discriminant import best_temperature, fit, held_out_scores


def around(**jumps: float) -> dict[str, Any]:
    """Channels of 145 rows that alternate by 0.1 and jump at the alarm."""
    channels = ["update_energy", "coherence", "displacement", "radial", "log_loss", "log_lr", "group_energy_0"]
    rows = [[0.1 * (t % 2) + (jumps.get(name, 0.0) if t >= 120 else 0.0) for name in channels] for t in range(145)]
    return {"alarm": 120, "onset": 119, "channels": channels, "values": rows}


def test_features_are_jumps_against_the_past() -> None:
    found = dict(
        zip(
            names(groups=True, loss=True),
            features(around(update_energy=2.0, log_loss=-1.0, group_energy_0=30.0), groups=True, loss=True),
            strict=True,
        )
    )
    assert found["energy_jump"] == pytest.approx(1.95)  # the medians of 100 and of 25 alternating values
    assert found["energy_units"] == pytest.approx(np.arcsinh(1.95 / 0.051))
    assert found["coherence_jump"] == pytest.approx(-0.05)
    assert found["group_least"] == found["group_greatest"] == 20  # bounded
    assert found["loss_jump"] == pytest.approx(-1.0)  # of 24 rows: the newest has no loss yet
    assert found["energy_first"] == pytest.approx(1.95)


def test_a_loss_that_was_not_logged_gives_zeros_and_no_warning() -> None:
    case = around()
    for row in case["values"]:
        row[4] = None
    found = dict(zip(names(groups=False, loss=True), features(case, groups=False, loss=True), strict=True))
    assert found["loss_jump"] == 0


def test_probabilities_are_those_of_bayes_rule() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat(["a", "b", "c"], 40)
    x = rng.standard_normal((120, 3)) + np.repeat(rng.standard_normal((3, 3)) * 2, 40, axis=0)
    made = fit(x, labels, shrinkage=0.2)
    means = [x[labels == c].mean(axis=0) for c in "abc"]
    rest = np.concatenate([x[labels == c] - m for c, m in zip("abc", means, strict=True)])
    s = rest.T @ rest / (120 - 3)
    precision = np.linalg.inv(0.8 * s + 0.2 * np.diag(np.diag(s)))
    for point in x[:10]:
        density = np.array([np.exp(-0.5 * (point - m) @ precision @ (point - m)) for m in means])
        np.testing.assert_allclose(made.probabilities(point[None])[0], density / density.sum(), rtol=1e-6)


def test_noise_without_classes_is_taken_for_uncertain() -> None:
    rng = np.random.default_rng(1)
    x, labels = rng.standard_normal((60, 20)), np.repeat(["a", "b"], 30)
    scores = held_out_scores(x, labels, np.arange(60).astype(str), 0.05)
    assert best_temperature(scores, (labels == "b").astype(int)) > 2
