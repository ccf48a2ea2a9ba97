# SPDX-License-Identifier: Apache-2.0
"""Never in the way: servers that die, that say nothing, that are not there. Figures are printed, not judged."""

import socket
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import koopwatch
from koopwatch import _init
from koopwatch._backlog import Limits
from waiting import until

X = np.random.default_rng(0).standard_normal(1024).astype(np.float32)

# Writes down each step before it acknowledges it, as a service does that writes to a log.
KEEPING = """
import sys, time
from pathlib import Path
from server import Server, acked
log = Path(sys.argv[2]).open("a", buffering=1)
def keep(server, stream, request):
    if request.HasField("snapshot"):
        log.write(f"{request.snapshot.step}\\n")
    yield acked(request.sequence)
with Server(keep, port=int(sys.argv[1])) as server:
    print(server.port, flush=True)
    time.sleep(60)
"""


class Process:
    """A server in a process of its own, which a kill ends in the middle of whatever it does."""

    def __init__(self, log: Path, port: int = 0) -> None:
        command = [sys.executable, "-c", KEEPING, str(port), str(log)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent)
        assert self._process.stdout is not None
        with self._process.stdout as stdout:
            self.port = int(stdout.readline())

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.mark.parametrize("spooled", [False, True], ids=["queue", "spool"])
def test_a_server_killed_three_times_has_every_snapshot_while_queue_or_spool_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spooled: bool, caplog: pytest.LogCaptureFixture
) -> None:
    log, spool = tmp_path / "log", tmp_path / "spool"
    if spooled:
        monkeypatch.setattr(_init, "_LIMITS", Limits(snapshots=50))
    server = Process(log)
    run = koopwatch.init(
        run="r", endpoint=f"localhost:{server.port}", incarnation=1, spool_dir=spool if spooled else None
    )
    for step in range(2000):
        run.publish(step, X)
        if step % 500 == 499:
            server.kill()  # with requests on their way
            server = Process(log, server.port)
    assert run.finish(60)
    server.kill()
    arrived = [int(line) for line in log.read_text().split()]
    assert list(dict.fromkeys(arrived)) == list(range(2000))  # all, and first arrivals in order
    counts = run.counts()
    assert (counts.published, counts.delivered, counts.dropped, counts.refused) == (2000, 2000, 0, {})
    assert (counts.spooled > 0) == spooled
    assert not list(spool.glob("*")) if spooled else not spool.exists()
    codes = [m.partition("(")[2].partition(":")[0] for m in caplog.messages if "no connection" in m]
    assert len(codes) == len(set(codes))


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that lets everyone in and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield listening.getsockname()[1]


def test_a_silent_server_costs_publish_nothing_and_finish_its_timeout(
    silent: int, capsys: pytest.CaptureFixture[str]
) -> None:
    run = koopwatch.init(run="r", endpoint=f"127.0.0.1:{silent}")
    times = []
    for step in range(6000):
        before = time.perf_counter_ns()
        run.publish(step, X)
        times.append(time.perf_counter_ns() - before)
    begun = time.monotonic()
    assert not run.finish(timeout=0.3)
    took = time.monotonic() - begun
    counts = run.counts()
    assert (counts.published, counts.delivered, counts.dropped) == (6000, 0, 6000)
    assert took < 15  # 0.3 s and the last words of threads; not the 60 s of the stream's patience
    with capsys.disabled():
        half, all_but, most = np.percentile(times, (50, 99, 100)) / 1e3
        print(f" [silent server: {half:.0f} us median, {all_but:.0f} us p99, {most:.0f} us max, finish {took:.1f} s] ")


def test_memory_is_bounded_when_nobody_listens(capsys: pytest.CaptureFixture[str]) -> None:
    run = koopwatch.init(run="r", endpoint="localhost:1")
    tracemalloc.start()
    for step in range(10_000):
        run.publish(step, X)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    assert run.counts().dropped == 10_000 - 4096
    assert not run.finish(timeout=0.1)
    with capsys.disabled():
        print(f" [39 MiB published to nobody: {peak:.1f} MiB held at most] ")
    assert 16 < peak < 64  # 4,096 of these are 16 MiB; the bound is 64


def test_each_cause_is_told_once_however_often_it_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    run = koopwatch.init(run="r", endpoint="localhost:1")
    for step in range(5000):
        run.publish(step, X)
        run.publish(step, ["no", "numbers"])
        run.log({"loss": "high"}, step=step)
    until(lambda: any("no connection" in m for m in caplog.messages))
    time.sleep(1)  # several attempts more
    assert not run.finish(timeout=0.1)
    for _ in range(3):
        run.publish(0, X)
    causes = ["no connection", "queue is full", "publish left something out", "log left out", "did not reach", "after"]
    assert [sum(cause in m for m in caplog.messages) for cause in causes] == [1] * 6
    assert len(caplog.messages) == 6
