# SPDX-License-Identifier: Apache-2.0
"""The examples run as they stand, with few steps, against a server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")

from server import Server

EXAMPLES = Path(__file__).parents[2] / "examples"
RUNS = {
    "numpy_example": {"numpy": (0, 1, 2)},
    "pytorch_example": {"pytorch": (0, 1, 2)},
    "jax_example": {"jax": (0, 1, 2)},
    "lightning_example": {"width-4": (1, 2, 3), "width-64": (1, 2, 3)},
    "trainer_example": {"trainer": (1, 2, 3)},
    "curriculum": {"curriculum": (0, 1, 2)},
    "policy_gradient": {"policy-gradient": (0, 1, 2)},
    "grokking": {"grokking-free": (0, 1, 2), "grokking-constrained": (0, 1, 2)},
    "modular_addition": {
        f"modular-addition-{arm}-{seed}": (0, 1, 2)
        for arm, first in (("free", 1), ("constrained", 1001))
        for seed in range(first, first + 6)
    },
}


def run(example: str, *options: str, **variables: str) -> None:
    command = [sys.executable, str(EXAMPLES / f"{example}.py"), "--steps", "3", *options]
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def test_every_example_is_tested() -> None:
    assert {p.stem for p in EXAMPLES.glob("*.py")} == set(RUNS)


@pytest.mark.parametrize("example", RUNS)
def test_an_example_publishes_a_real_training(server: Server, example: str) -> None:
    run(example, "--endpoint", server.endpoint)
    steps: dict[str, list[int]] = {}
    losses: dict[str, set[int]] = {}
    for stream in server.streams:
        name = next(r.start.run for r in stream if r.WhichOneof("body") == "start")
        assert stream[-1].WhichOneof("body") == "end"
        steps[name] = [r.snapshot.step for r in stream if r.snapshot.observable == "weights"]
        losses[name] = {r.scalars.step for r in stream if "loss" in r.scalars.values}
        assert len({r.snapshot.values for r in stream if r.snapshot.observable == "weights"}) == 3
    assert {name: tuple(seen) for name, seen in steps.items()} == RUNS[example]
    assert all(logged and logged <= set(RUNS[example][name]) for name, logged in losses.items())


def test_an_example_runs_offline(tmp_path: Path) -> None:
    run("numpy_example", "--mode", "offline", KOOPWATCH_OFFLINE_DIR=str(tmp_path))
    assert [p.name.split("-")[0] for p in tmp_path.iterdir()] == ["numpy"]
