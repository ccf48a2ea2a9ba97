# SPDX-License-Identifier: Apache-2.0
"""The bounds of the queue: what goes when it is full, and what the spool directory keeps."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import koopwatch
from koopwatch import _init
from koopwatch._backlog import Limits
from koopwatch._entry import Entry
from koopwatch._proto.v1 import service_pb2, snapshot_pb2
from koopwatch._records import RecordReader
from koopwatch._spool import Spool
from server import Request, Response, Server, acked

X = np.arange(6, dtype=np.float32)


@pytest.fixture
def port() -> int:
    """A port where nobody listens."""
    with Server() as server:
        return server.port


@pytest.fixture(autouse=True)
def _small_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_init, "_LIMITS", Limits(snapshots=10))


def test_overflow_drops_the_oldest_counts_them_and_keeps_the_order(port: int, caplog: pytest.LogCaptureFixture) -> None:
    with koopwatch.init(run="r", endpoint=f"localhost:{port}") as run:
        for step in range(25):
            run.publish(step, X)
            run.log({"loss": 1.0}, step=step)
        with Server(port=port) as server:
            assert run.finish()
            assert server.requests()[0].WhichOneof("body") == "start"
            assert server.steps() == list(range(15, 25))
    assert run.counts() == koopwatch.Counts(published=25, delivered=10, dropped=15)
    assert len([m for m in caplog.messages if "queue is full" in m]) == 1


def test_overflow_by_bytes_drops_the_oldest(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_init, "_LIMITS", Limits(bytes=20_000))
    with koopwatch.init(run="r", endpoint=f"localhost:{port}") as run:
        for step in range(10):
            run.publish(step, np.ones(1000))
        with Server(port=port) as server:
            assert run.finish()
            assert server.steps() == [6, 7, 8, 9]


def test_overflow_keeps_the_newest_start_of_a_raised_incarnation(port: int) -> None:
    with koopwatch.init(run="r", endpoint=f"localhost:{port}", incarnation=100) as run:
        for step in (*range(50, 60), *range(12)):
            run.publish(step, X)
        with Server(port=port) as server:
            assert run.finish()
            assert server.steps() == list(range(2, 12))
            newest = server.requests("start")[-1]
            assert {r.incarnation for r in server.requests("snapshot")} == {newest.incarnation}
            assert newest.incarnation == 101


def test_overflow_with_a_spool_directory_loses_nothing_and_keeps_the_order(port: int, tmp_path: Path) -> None:
    with koopwatch.init(run="r", endpoint=f"localhost:{port}", spool_dir=tmp_path / "spool") as run:
        for step in range(100):
            run.publish(step, X + step)
        assert len(list((tmp_path / "spool").glob("r-*.koopwatch"))) == 1
        with Server(port=port) as server:
            assert run.finish()
            assert server.steps() == list(range(100))
    assert run.counts() == koopwatch.Counts(published=100, delivered=100, spooled=90)
    assert list((tmp_path / "spool").iterdir()) == []


def test_spool_survives_outages_and_lost_streams_in_order(tmp_path: Path) -> None:
    dropped = threading.Event()

    def flaky(server: Server, stream: int, request: Request) -> Iterator[Response]:
        if stream < 3 and request.sequence > 7:
            dropped.set()
            raise ConnectionError
        yield acked(request.sequence)

    with Server(flaky) as server, koopwatch.init(run="r", endpoint=server.endpoint, spool_dir=tmp_path) as run:
        for step in range(300):
            run.publish(step, X)
            if step % 50 == 0:
                time.sleep(0.05)
        assert run.finish()
        first_arrivals = list(dict.fromkeys(server.steps()))
    assert dropped.is_set()
    assert first_arrivals == list(range(300))
    assert run.counts().delivered == 300
    assert list(tmp_path.iterdir()) == []


def test_wait_blocks_instead_of_dropping(port: int) -> None:
    with koopwatch.init(run="r", endpoint=f"localhost:{port}") as run:
        for step in range(10):
            run.publish(step, X, wait=True)
        later = threading.Thread(target=lambda: run.publish(10, X, wait=True))
        later.start()
        later.join(0.3)
        assert later.is_alive()
        with Server(port=port) as server:
            later.join(10)
            assert not later.is_alive()
            assert run.finish()
            assert server.steps() == list(range(11))
    assert run.counts().dropped == 0


def test_finish_wakes_a_waiting_publish(port: int) -> None:
    run = koopwatch.init(run="r", endpoint=f"localhost:{port}")
    for step in range(10):
        run.publish(step, X)
    later = threading.Thread(target=lambda: run.publish(10, X, wait=True))
    later.start()
    assert not run.finish(timeout=0.2)
    later.join(5)
    assert not later.is_alive()
    assert run.counts().dropped == 11


def test_finish_without_server_leaves_everything_in_one_file_of_the_spool(port: int, tmp_path: Path) -> None:
    run = koopwatch.init(run="r", endpoint=f"localhost:{port}", spool_dir=tmp_path)
    for step in range(30):
        run.publish(step, X)
    assert not run.finish(timeout=0.2)
    (file,) = tmp_path.iterdir()
    with RecordReader(file) as reader:
        requests = [service_pb2.PublishRequest.FromString(body) for body in reader]
    kinds = [str(r.WhichOneof("body")) for r in requests]
    assert (kinds[0], kinds[-1], kinds.count("snapshot"), kinds.count("end")) == ("start", "end", 30, 1)
    assert [r.snapshot.step for r in requests if r.HasField("snapshot")] == list(range(30))
    assert run.counts() == koopwatch.Counts(published=30, spooled=30)


def test_a_disk_that_is_full_drops_and_counts(port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(spool: Spool, body: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Spool, "append", full)
    with koopwatch.init(run="r", endpoint=f"localhost:{port}", spool_dir=tmp_path) as run:
        for step in range(25):
            run.publish(step, X)
        with Server(port=port) as server:
            assert run.finish()
            assert server.steps() == list(range(15, 25))
    assert run.counts().dropped == 15


def test_numbered_equals_the_message_with_its_sequence() -> None:
    request = service_pb2.PublishRequest(incarnation=7, end=snapshot_pb2.RunEnd(shard=1))
    body = Entry.of(request)
    for sequence in (1, 127, 128, 300, 1 << 40):
        request.sequence = sequence
        assert service_pb2.PublishRequest.FromString(body.numbered(sequence)) == request


def test_many_threads_publish_without_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_init, "_LIMITS", Limits())
    with Server() as server, koopwatch.init(run="r", endpoint=server.endpoint) as run:

        def work(observable: str) -> None:
            for step in range(100):
                run.publish(step, X, observable)
                run.log({observable: step}, step=step)

        threads = [threading.Thread(target=work, args=(f"o{i}",)) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert run.finish()
        for i in range(8):
            assert server.steps(f"o{i}") == list(range(100))
        assert len({r.incarnation for r in server.requests()}) == 1
