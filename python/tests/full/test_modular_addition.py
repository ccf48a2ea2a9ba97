# SPDX-License-Identifier: Apache-2.0
"""The demonstration of two arms, against the service itself."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from service import Service

pytest.importorskip("torch")

EXAMPLE = Path(__file__).parents[2] / "examples/modular_addition.py"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"))
    yield running
    running.stop()


def test_free_and_constrained_transformers_are_announced_to_differ_within_a_hundred_steps(service: Service) -> None:
    doors = ["--endpoint", service.doors["grpc"], "--http", service.doors["http"]]
    command = [sys.executable, str(EXAMPLE), *doors, "--modulus", "29", "--steps", "100"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    said = re.search(r"announced to differ at step (\d+), p = (\S+)\.\n", done.stdout)
    assert said, done.stdout
    assert int(said[1]) <= 99
    assert float(said[2]) <= 0.05
    group = service.get("groups/modular-addition")
    (pair,) = group["arm_pairs"]
    assert (pair["arm"], pair["other"], pair["verdict"]) == ("constrained", "free", "different")
    assert (pair["replicas"], pair["other_replicas"]) == (6, 6)
