# SPDX-License-Identifier: Apache-2.0
"""The ready observables of the frameworks' own arrays."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch

import koopwatch

LOG_PROBS = np.random.default_rng(0).normal(-3, 1, 100).astype(np.float32)
KNOWN = np.percentile(LOG_PROBS.astype(np.float64), range(5, 100, 5))


@pytest.mark.parametrize(
    "given",
    [
        torch.from_numpy(LOG_PROBS),
        torch.from_numpy(LOG_PROBS).requires_grad_(),
        torch.from_numpy(LOG_PROBS).double().reshape(4, 25).T,
        jnp.asarray(LOG_PROBS),
        jnp.asarray(LOG_PROBS).reshape(4, 25),
    ],
    ids=["torch", "torch with a graph", "torch, not contiguous", "jax", "jax, two axes"],
)
def test_quantiles_of_a_frameworks_array_are_those_of_its_values(given: Any) -> None:
    np.testing.assert_allclose(koopwatch.quantiles(given), KNOWN, rtol=1e-12)


@pytest.mark.parametrize(
    "given",
    [torch.from_numpy(LOG_PROBS).bfloat16(), jnp.asarray(LOG_PROBS, jnp.bfloat16)],
    ids=["torch", "jax"],
)
def test_quantiles_of_bfloat16_are_those_of_the_rounded_values(given: Any) -> None:
    rounded = torch.from_numpy(LOG_PROBS).bfloat16().double().numpy()
    np.testing.assert_allclose(koopwatch.quantiles(given), np.percentile(rounded, range(5, 100, 5)), rtol=1e-12)


def test_quantiles_leave_a_tensor_and_its_graph_as_they_are() -> None:
    weight = torch.tensor([2.0], requires_grad=True)
    log_probs = torch.from_numpy(LOG_PROBS) * weight
    koopwatch.quantiles(log_probs)
    log_probs.sum().backward()
    assert weight.grad is not None
    np.testing.assert_allclose(weight.grad, LOG_PROBS.sum(), rtol=1e-5)


def test_quantiles_of_logits_picked_by_label_agree_among_frameworks() -> None:
    logits = np.random.default_rng(1).normal(size=(100, 10)).astype(np.float32)
    labels = np.random.default_rng(2).integers(10, size=100)
    of_torch = torch.log_softmax(torch.from_numpy(logits), 1)[torch.arange(100), torch.from_numpy(labels)]
    of_jax = jax.nn.log_softmax(jnp.asarray(logits))[jnp.arange(100), labels]
    np.testing.assert_allclose(koopwatch.quantiles(of_torch), koopwatch.quantiles(of_jax), rtol=1e-5)
