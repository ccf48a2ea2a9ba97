# SPDX-License-Identifier: Apache-2.0
"""JAX parameters: equal to NumPy's sketch, on one device, on several, in several processes."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
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

SHARDED = Path(__file__).with_name("jax_sharded.py")


def params(dtype: Any = jnp.float32) -> dict[str, Any]:
    random = np.random.default_rng(0)
    sizes = {"embed": (50, 24), "dense": {"kernel": (24, 65), "bias": (65,)}, "head": [(65, 3), ()]}
    return dict(
        jax.tree.map(
            lambda s: jnp.asarray(random.standard_normal(s), dtype), sizes, is_leaf=lambda s: isinstance(s, tuple)
        )
    )


def known(of: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    named = [
        ("dense.bias", of["dense"]["bias"]),
        ("dense.kernel", of["dense"]["kernel"]),
        ("embed", of["embed"]),
        ("head.0", of["head"][0]),
        ("head.1", of["head"][1]),
    ]
    flat = [(n, np.asarray(a, np.float64).reshape(-1)) for n, a in named]
    cut = blocks([n for n, _ in flat], [len(a) for _, a in flat], 8)
    return _sketch.sketch_groups([flat[b.first : b.to] for b in cut])


def assert_near(made: Any, expected: Any) -> None:
    assert np.abs(made - expected).max() < 1e-6 * np.abs(expected).max()


def test_params_are_sketched_like_numpy(server: Server) -> None:
    first = params()
    steps = [first, jax.tree.map(lambda a: a * 0.5, first), jax.tree.map(lambda a: a + 1, first)]
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        for step, some in enumerate(steps):
            koopwatch.jax.publish(run, step, some)
    start = server.requests("start")[0].start
    assert server.steps() == [0, 1, 2]
    sketch = start.observables[0].sketch
    assert (sketch.algorithm, sketch.source_size, start.shards) == ("signed-rotation", 3021, 0)
    for request, some in zip(server.requests("snapshot"), steps, strict=True):
        assert_near(values(request), known(some))


def test_large_params_add_up_as_a_tree(server: Server) -> None:
    big = {"w": jax.random.normal(jax.random.key(1), (1000, 700))}
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        koopwatch.jax.publish(run, 0, big)
    expected = _sketch.sketch([("w", np.asarray(big["w"], np.float64).reshape(-1))])
    assert_near(values(server.requests("snapshot")[0]), expected)


def test_few_params_are_published_as_they_are(server: Server) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        koopwatch.jax.publish(run, 7, {"b": jnp.arange(3.0), "w": jnp.ones((2, 2)), "count": jnp.array(4)})
    np.testing.assert_array_equal(values(server.requests("snapshot")[0]), [0, 1, 2, 1, 1, 1, 1])
    assert not server.requests("start")[0].start.observables[0].sketch.algorithm


def test_donated_params_are_read_before_they_go(server: Server) -> None:
    step = jax.jit(lambda p: jax.tree.map(lambda a: a * 0.5, p), donate_argnums=0)
    some = params()
    expected = [known(some)]
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        for i in range(20):
            koopwatch.jax.publish(run, i, some)
            some = step(some)
            expected.append(known(some))
    for request, vector in zip(server.requests("snapshot"), expected, strict=False):
        assert_near(values(request), vector)


def test_bfloat16_is_told_of(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    low = params(jnp.bfloat16)
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        koopwatch.jax.publish(run, 0, low)
        koopwatch.jax.publish(run, 1, low)
    assert [r.message for r in caplog.records if "less than 32 bits" in r.message].__len__() == 1
    assert_near(values(server.requests("snapshot")[0]), known(low))


def test_nothing_raises_into_the_training(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        koopwatch.jax.publish(run, 0, {"count": jnp.array(1)})
        jax.jit(lambda p: koopwatch.jax.publish(run, 0, p))(params())
    assert "expected at least one floating-point array" in caplog.text
    assert "outside of jit" in caplog.text
    assert not server.requests("snapshot")


def run_sharded(server: Server, processes: int, devices: int) -> list[dict[str, Any]]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        address = f"localhost:{free.getsockname()[1]}"
    flags = f"--xla_force_host_platform_device_count={devices}"
    path = os.pathsep.join(p for p in sys.path if p)
    env = {**os.environ, "XLA_FLAGS": flags, "JAX_PLATFORMS": "cpu", "PYTHONPATH": path}
    command = [sys.executable, str(SHARDED), server.endpoint, address, str(processes)]
    started = [
        subprocess.Popen([*command, str(i)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
        for i in range(processes)
    ]
    told = []
    for p in started:
        out, error = p.communicate(timeout=180)
        assert p.returncode == 0, error
        told.append(json.loads(out.splitlines()[-1]))
    return told


def test_shards_of_several_devices_count_once(server: Server) -> None:
    run_sharded(server, 1, 4)
    (request,) = server.requests("snapshot")
    assert server.requests("start")[0].start.shards == 0
    assert_near(values(request), expected_of_the_sharded())


def test_shards_of_several_processes_add_up(server: Server) -> None:
    run_sharded(server, 2, 2)
    starts = server.requests("start")
    assert [(r.start.run, r.start.shards) for r in starts] == [("name-0", 2)] * 2
    assert len({r.incarnation for r in server.requests()}) == 1
    parts = {r.snapshot.shard: values(r).astype(float) for r in server.requests("snapshot")}
    assert sorted(parts) == [0, 1]
    assert_near(parts[0] + parts[1], expected_of_the_sharded())
    assert sorted(r.end.shard for r in server.requests("end")) == [0, 1]


def expected_of_the_sharded() -> Any:
    import jax_sharded  # noqa: PLC0415

    flat = [(n, a.reshape(-1)) for n, a in sorted(jax_sharded.arrays().items())]
    cut = blocks([n for n, _ in flat], [len(a) for _, a in flat], 8)
    return _sketch.sketch_groups([flat[b.first : b.to] for b in cut])
