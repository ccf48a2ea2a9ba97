# SPDX-License-Identifier: Apache-2.0
"""The ready observables."""

from typing import Any

import numpy as np
import pytest

import koopwatch
from server import Server, values


def test_quantiles_has_nineteen_levels_from_5_to_95_per_cent() -> None:
    evenly = np.linspace(-10, 0, 101)
    np.testing.assert_allclose(koopwatch.quantiles(evenly), np.arange(1, 20) * 0.5 - 10, atol=1e-12)


def test_quantiles_interpolates_between_samples() -> None:
    np.testing.assert_allclose(koopwatch.quantiles([3.0, 1.0, 2.0], q=[0.0, 0.25, 0.5, 1.0]), [1.0, 1.5, 2.0, 3.0])


def test_quantiles_does_not_depend_on_the_order_or_shape_of_the_samples() -> None:
    x = np.random.default_rng(0).normal(size=100).astype(np.float32)
    np.testing.assert_array_equal(koopwatch.quantiles(x), koopwatch.quantiles(x[::-1].reshape(4, 25)))


@pytest.mark.parametrize("q", [0, -1, [], [1.5], [-0.1, 0.5], [[0.5]], [float("nan")]])
def test_quantiles_of_levels_that_do_not_exist_is_an_error(q: Any) -> None:
    with pytest.raises(ValueError, match="q: expected a number of levels"):
        koopwatch.quantiles([1.0], q=q)


def test_quantiles_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        koopwatch.quantiles([])


def test_quantiles_of_an_impossible_answer_are_not_finite_and_raise_no_warning() -> None:
    assert not np.isfinite(koopwatch.quantiles([-np.inf, -np.inf, -1.0])).all()


def test_quantiles_travel_as_an_observable_of_dimension_19(server: Server) -> None:
    log_probs = -np.arange(100.0)
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, koopwatch.quantiles(log_probs), observable="log_prob_quantiles")
    (snapshot,) = server.requests("snapshot")
    assert snapshot.snapshot.observable == "log_prob_quantiles"
    np.testing.assert_allclose(values(snapshot), koopwatch.quantiles(log_probs), rtol=1e-6)
