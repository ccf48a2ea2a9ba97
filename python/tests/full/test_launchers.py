# SPDX-License-Identifier: Apache-2.0
"""torchrun itself: init without arguments."""

import os
import subprocess
import sys
from pathlib import Path

from server import Server

SCRIPT = """
import koopwatch
with koopwatch.init() as run:
    for step in range(5):
        run.publish(step, [1.0, 2.0])
        run.log({"loss": 1.0}, step=step)
"""


def torchrun(directory: Path, server: Server, *options: str, **variables: str) -> str:
    """Two processes under torchrun; what they wrote to standard error."""
    (directory / "train.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2", *options, str(directory / "train.py")],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "KOOPWATCH_ENDPOINT": server.endpoint, **variables},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_under_torchrun_one_process_publishes_under_the_jobs_name(server: Server, tmp_path: Path) -> None:
    said = torchrun(tmp_path, server, "--rdzv-backend=c10d", "--rdzv-endpoint=localhost:0", "--rdzv-id=Job_7")
    assert [r.start.run for r in server.requests("start")] == ["job_7"]
    assert server.steps() == list(range(5))
    assert [line for line in said.splitlines() if line.startswith("koopwatch")] == [
        "koopwatch: run job_7 (from TORCHELASTIC_RUN_ID) http://localhost:8080/#run=job_7"
    ]


def test_under_torchrun_every_process_publishes_a_run_of_its_own_on_request(server: Server, tmp_path: Path) -> None:
    options = ("--rdzv-backend=c10d", "--rdzv-endpoint=localhost:0", "--rdzv-id=job")
    torchrun(tmp_path, server, *options, KOOPWATCH_ALL_RANKS="1")
    assert sorted(r.start.run for r in server.requests("start")) == ["job-rank-0", "job-rank-1"]
    assert sorted(server.steps()) == sorted([*range(5), *range(5)])
