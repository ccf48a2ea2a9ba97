# SPDX-License-Identifier: Apache-2.0
"""A Jupyter kernel itself: the cell that begins a run is run again and again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from server import Server

pytestmark = pytest.mark.filterwarnings("default")  # theirs

CELL = """
import json, threading, koopwatch
run = koopwatch.init(endpoint="{}")
for i in range(5):
    run.publish(i, [1.0, 2.0])
print(json.dumps(sorted(t.name for t in threading.enumerate() if t.name.startswith("koopwatch"))))
"""


@pytest.fixture
def kernel() -> Iterator[Any]:
    manager, client = start_new_kernel()
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run_cell(kernel: Any, code: str) -> dict[str, str]:
    """What a cell wrote to stdout and stderr, what it showed, and what it raised."""
    said = {"stdout": "", "stderr": "", "html": "", "error": ""}

    def hear(message: dict[str, Any]) -> None:
        content = message["content"]
        if message["msg_type"] == "stream":
            said[content["name"]] += content["text"]
        elif message["msg_type"] == "execute_result":
            said["html"] += content["data"].get("text/html", "")
        elif message["msg_type"] == "error":
            said["error"] += content["evalue"]

    kernel.execute_interactive(code, timeout=60, output_hook=hear)
    return said


def test_a_cell_that_is_run_again_continues_its_run_as_a_higher_incarnation(server: Server, kernel: Any) -> None:
    said = [run_cell(kernel, CELL.format(server.endpoint)) for _ in range(3)]
    assert [s["error"] for s in said] == [""] * 3
    assert [json.loads(s["stdout"]) for s in said] == [["koopwatch-sender"]] * 3  # one thread, of the newest run
    assert said[0]["stderr"].startswith("koopwatch: run run-")
    assert run_cell(kernel, "assert run.finish()")["error"] == ""
    starts = server.requests("start")
    assert len({r.start.run for r in starts}) == 1
    assert [r.incarnation for r in starts] == sorted({r.incarnation for r in starts})
    assert len(starts) == len(server.requests("end")) == 3
    assert "finished · 5 published, 5 delivered" in run_cell(kernel, "run")["html"]
