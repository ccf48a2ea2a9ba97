# SPDX-License-Identifier: Apache-2.0
"""JAX parameters on a GPU: NumPy's values, the same bits again, donated ones too."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import koopwatch
import koopwatch.jax
from koopwatch import _sketch
from koopwatch._attach_blocks import blocks
from server import Server, values

DEVICE = jax.devices("gpu")[0]


def params(dtype: Any = jnp.float32) -> dict[str, Any]:
    keys = jax.random.split(jax.random.key(0), 4)
    shapes = [("a", (3_000, 2_048)), ("b", (77,)), ("c", (301, 1_003)), ("d", (9, 9, 32, 64))]
    return {
        n: jax.device_put(jax.random.normal(k, s).astype(dtype), DEVICE) for k, (n, s) in zip(keys, shapes, strict=True)
    }


def known(of: dict[str, Any]) -> Any:
    flat = [(n, np.asarray(a, np.float64).reshape(-1)) for n, a in of.items()]
    cut = blocks([n for n, _ in flat], [len(a) for _, a in flat], 8)
    return _sketch.sketch_groups([flat[b.first : b.to] for b in cut])


def assert_near(made: Any, expected: Any) -> None:
    assert np.abs(made - expected).max() < 1e-6 * np.abs(expected).max()


@pytest.mark.parametrize("dtype", [jnp.float32, jnp.bfloat16, jnp.float16], ids=["float32", "bfloat16", "float16"])
def test_params_are_sketched_like_numpy(server: Server, dtype: Any) -> None:
    some = params(dtype)
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        koopwatch.jax.publish(run, 0, some)
    assert_near(values(server.requests("snapshot")[0]), known(some))


def test_the_same_params_give_the_same_bits(server: Server) -> None:
    some = params()
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        for step in range(12):
            koopwatch.jax.publish(run, step, some)
    made = [r.snapshot.values for r in server.requests("snapshot")]
    assert made == [made[0]] * 12


def test_donated_params_are_read_before_they_go(server: Server) -> None:
    step = jax.jit(lambda p: jax.tree.map(lambda a: a * 0.5, p), donate_argnums=0)
    some = params()
    expected = known(some)
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        for i in range(20):
            koopwatch.jax.publish(run, i, some)
            some = step(some)
    for i, request in enumerate(server.requests("snapshot")):
        assert_near(values(request) * 2.0**i, expected)
