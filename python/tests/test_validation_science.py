# SPDX-License-Identifier: Apache-2.0
"""The trainers of the studies: gradients against finite differences, arms trained once, the released analysis."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from validation.nets import Net, initial
from validation.science import arms, dense, fig4, fig5
from validation.science.convolutions import LeNet, Residual
from validation.science.shallow import Shallow, batches, data, one
from validation.science.transformer import ModularTransformer


def slopes(net: Net, inputs: Any, targets: Any, some: int = 80) -> tuple[Any, Any]:
    """The gradient at a random point, by hand and by central differences, in double precision."""
    rng = np.random.default_rng(0)
    weights = initial(net, rng).astype(float)
    weights += 0.1 * rng.standard_normal(len(weights))
    chosen = rng.choice(len(weights), min(some, len(weights)), replace=False)

    def moved(i: int, by: float) -> float:
        there = weights.copy()
        there[i] += by
        return net.loss(there, inputs, targets)[0]

    numeric = [(moved(i, 1e-6) - moved(i, -1e-6)) / 2e-6 for i in chosen]
    return net.loss(weights, inputs, targets)[1][chosen], np.array(numeric)


@pytest.mark.parametrize("activation", ["relu", "leaky", "tanh", "sigmoid", "silu"])
def test_shallow_gradient_is_that_of_the_loss(activation: str) -> None:
    rng = np.random.default_rng(1)
    net = Shallow(6, 4, activation)
    by_hand, numeric = slopes(net, rng.standard_normal((20, 6)), rng.integers(0, 10, 20))
    np.testing.assert_allclose(by_hand, numeric, atol=1e-8)


@pytest.mark.parametrize("net", [LeNet(4), Residual(4, 2)])
def test_convolutional_gradient_is_that_of_the_loss(net: Any) -> None:
    rng = np.random.default_rng(1)
    by_hand, numeric = slopes(net, rng.standard_normal((5, 4, 4)), rng.integers(0, 10, 5))
    np.testing.assert_allclose(by_hand, numeric, atol=1e-8)


def test_transformer_gradient_is_that_of_the_loss() -> None:
    net = ModularTransformer(7, 8)
    pairs = np.random.default_rng(1).integers(0, 7, (20, 2))
    by_hand, numeric = slopes(net, pairs, pairs.sum(axis=1) % 7, some=300)
    np.testing.assert_allclose(by_hand, numeric, atol=1e-8)


def test_batches_of_an_epoch_hold_every_example_once() -> None:
    rng = np.random.default_rng(0)
    some = batches(rng, 12, 4)
    assert sorted(np.concatenate([next(some) for _ in range(3)])) == list(range(12))
    with pytest.raises(ValueError, match="at most 12"):
        next(batches(rng, 12, 13))


def test_data_sets_differ_in_what_they_say_and_in_nothing_else() -> None:
    images, classes = data("digits")
    permuted, same = data("permuted")
    np.testing.assert_array_equal(classes, same)
    np.testing.assert_array_equal(np.sort(images, axis=1), np.sort(permuted, axis=1))
    assert len(data("odd")[0]) + len(data("even")[0]) == len(images)
    assert data("synthetic")[0].shape == images.shape


def test_rows_are_taken_every_so_many_steps() -> None:
    spec = dense.specification(["hidden=3", "every=2"], 40)
    run = one(spec, 1)
    assert run["x"].shape == (20, 30)
    assert len(run["loss"]) == len(run["norm"]) == 2
    np.testing.assert_array_equal(one(spec, 1)["x"], run["x"])
    with pytest.raises(ValueError, match="expected one of data, examples, hidden"):
        dense.specification(["depth=3"], 40)


def trained(spec: Any, seed: int) -> dict[str, Any]:
    """A training that takes no time."""
    return {"x": np.full((4, 2), seed, dtype=float), "pca": np.zeros((4, 1)), "loss": np.array([float(spec["a"])])}


def test_arms_are_trained_once_and_again_when_the_specification_changes(tmp_path: Path) -> None:
    arms.train(tmp_path, {"arm": {"a": 1}}, {"arm": [5, 6]}, trained, 1)
    first = (tmp_path / "arm.json").read_text()
    np.testing.assert_array_equal(np.load(tmp_path / "arm.npz")["x"][:, 0, 0], [5, 6])
    assert np.load(tmp_path / "arm-pca.npz")["x"].shape == (2, 4, 1)
    before = (tmp_path / "arm.npz").stat().st_mtime_ns
    arms.train(tmp_path, {"arm": {"a": 1}}, {"arm": [5, 6]}, trained, 1)
    assert (tmp_path / "arm.npz").stat().st_mtime_ns == before
    arms.train(tmp_path, {"arm": {"a": 2}}, {"arm": [5, 6]}, trained, 1)
    assert (tmp_path / "arm.json").read_text() != first


def test_distorted_images_are_shifted_by_at_most_a_pixel() -> None:
    image = np.zeros((200, 8, 8), dtype=np.float32)
    image[:, 4, 4] = 100
    peaks = np.array([np.unravel_index(x.argmax(), x.shape) for x in fig4.distorted(image, np.random.default_rng(0))])
    assert {tuple(p) for p in peaks} == {(i, j) for i in (3, 4, 5) for j in (3, 4, 5)}


def test_the_released_regression_of_a_run_on_itself_is_its_own_spectrum() -> None:
    steps = np.arange(60)
    run = np.stack([0.9**steps, 0.8**steps], axis=1)
    found = np.sort(np.abs(fig5.mixed(run, run)))[::-1]
    np.testing.assert_allclose(found[:2], [0.9, 0.8], atol=1e-6)


def test_principal_keeps_all_of_a_run_that_moves_in_few_directions() -> None:
    rng = np.random.default_rng(0)
    directions = np.linalg.qr(rng.standard_normal((200, 3)))[0].T
    rows = rng.standard_normal((50, 3)) @ directions
    reduced = fig5.principal(rows)[:, :3]
    np.testing.assert_allclose(reduced @ reduced.T, rows @ rows.T, atol=1e-8)
