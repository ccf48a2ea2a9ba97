# SPDX-License-Identifier: Apache-2.0
"""The callbacks in two processes that train one model together."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import Request, Response, Server, acked, event

pytest.importorskip("torch")
HERE = Path(__file__).parent


def alarming(server: Server, stream: int, request: Request) -> Iterator[Response]:
    yield acked(request.sequence)
    if request.WhichOneof("body") == "snapshot" and request.snapshot.step == 5:
        yield event("a", severity="critical", kind="Instability")


@pytest.mark.parametrize("framework", ["lightning", "transformers"])
def test_one_process_publishes_and_logs_and_all_stop_at_its_alert_together(framework: str, tmp_path: Path) -> None:
    pytest.importorskip(framework)
    with Server(alarming) as server:
        command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
        command += [str(HERE / "two_ranks.py"), framework, server.endpoint, str(tmp_path)]
        paths = os.pathsep.join([str(HERE), str(HERE.parent), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            command, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True, timeout=500, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        stopped = dict(re.findall(r"RANK (\d) STEPS (\d+)", done.stdout))
        assert set(stopped) == {"0", "1"}
        last = int(stopped["0"])
        assert stopped["1"] == stopped["0"]
        assert 5 <= last < 5000
        assert server.steps() == list(range(1, last + 1))
        scalars = [r.scalars for r in server.requests("scalars")]
        assert (
            len([s for s in scalars if "lr" in s.values])
            == len([s for s in scalars if "weight_norm" in s.values])
            == last
        )
        assert len([s for s in scalars if "loss" in s.values]) == last
        assert len(server.requests("start")) == len(server.requests("end")) == 1
