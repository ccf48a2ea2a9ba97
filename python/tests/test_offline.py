# SPDX-License-Identifier: Apache-2.0
"""Offline files, and their way to a server."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import koopwatch
from koopwatch.__main__ import main
from koopwatch._proto.v1 import snapshot_pb2
from koopwatch._records import RecordReader, RecordWriter, in_order
from koopwatch._story import Identity
from server import Request, Response, Server, acked, refusal

X = np.arange(6, dtype=np.float32)


def write_run(directory: Path, run: str = "r", steps: int = 20, first: int = 0) -> None:
    with koopwatch.init(run=run, mode="offline", offline_dir=directory) as offline:
        for step in range(first, first + steps):
            offline.publish(step, X + step)
        offline.log({"loss": 1.0}, step=first)
    assert offline.counts() == koopwatch.Counts(published=steps, spooled=steps)


def test_sync_sends_what_a_run_left_and_renames_the_file(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(tmp_path / "new" / "dir")
    assert main(["sync", str(tmp_path / "new" / "dir"), "--endpoint", server.endpoint]) == 0
    kinds = [str(r.WhichOneof("body")) for r in server.requests()]
    assert kinds == ["start"] + ["snapshot"] * 20 + ["scalars", "end"]
    assert server.steps() == list(range(20))
    assert "20 snapshots sent" in capsys.readouterr().out
    assert main(["sync", str(tmp_path / "new" / "dir"), "--endpoint", server.endpoint]) == 0
    assert len(server.streams) == 1


def test_sync_sends_the_files_of_a_run_by_incarnation(server: Server, tmp_path: Path) -> None:
    for incarnation in (1000, 999, 1001):
        with koopwatch.init(run="r", mode="offline", offline_dir=tmp_path, incarnation=incarnation) as run:
            run.publish(0, X)
    assert main(["sync", str(tmp_path), "--endpoint", server.endpoint]) == 0
    assert [r.incarnation for r in server.requests("snapshot")] == [999, 1000, 1001]


def test_sync_sends_the_files_of_a_sharded_run_step_by_step(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for shard, name in enumerate(("r", "a-name-of-its-own", "x")):
        with koopwatch.init(run=name, mode="offline", offline_dir=tmp_path) as run:
            run._told().share((shard, 3), Identity("r", 1000))
            for step in (*range(50), 0, 1):  # training went back once
                run._told().snapshot(snapshot_pb2.Observable(name="weights", dimension=6), step, X.tobytes(), False)
    write_run(tmp_path, "unsharded")
    assert main(["sync", str(tmp_path), "--endpoint", server.endpoint]) == 0
    assert "156 snapshots sent" in capsys.readouterr().out
    told = [(r.incarnation, r.snapshot.step) for r in server.requests("snapshot") if r.incarnation in (1000, 1001)]
    whole = [(1000, step) for step in range(50)] + [(1001, 0), (1001, 1)]
    assert told == [at for at in whole for _ in range(3)]
    assert sorted(r.end.shard for r in server.requests("end") if r.incarnation == 1001) == [0, 1, 2]
    assert len(server.streams) == 2
    assert not in_order(tmp_path)


def test_sync_without_server_fails_and_keeps_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Server() as server:
        pass
    write_run(tmp_path)
    assert main(["sync", str(tmp_path), "--endpoint", server.endpoint, "--patience", "0.3"]) == 1
    assert "the rest did not arrive" in capsys.readouterr().out
    assert len(in_order(tmp_path)) == 1


def test_sync_reports_refusals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse_one(server: Server, stream: int, request: Request) -> Iterator[Response]:
        if request.snapshot.step == 3:
            yield refusal(request.sequence, snapshot_pb2.REASON_NOT_FINITE)
        yield acked(request.sequence)

    write_run(tmp_path)
    with Server(refuse_one) as server:
        assert main(["sync", str(tmp_path), "--endpoint", server.endpoint]) == 0
    assert "19 snapshots sent; refused: 1 not_finite" in capsys.readouterr().out


def test_sync_of_a_torn_file_sends_what_is_whole(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(tmp_path)
    (file,) = in_order(tmp_path)
    file.write_bytes(file.read_bytes()[:-40])
    assert main(["sync", str(tmp_path), "--endpoint", server.endpoint]) == 0
    assert server.steps() == list(range(20))
    assert "damaged" in capsys.readouterr().out


def test_sync_of_a_growing_file_sends_it_and_keeps_its_name(server: Server, tmp_path: Path) -> None:
    with koopwatch.init(run="r", mode="offline", offline_dir=tmp_path) as run:
        run.publish(0, X)
        assert main(["sync", str(tmp_path), "--endpoint", server.endpoint]) == 0
        run.publish(1, X)
    assert main(["sync", str(tmp_path), "--endpoint", server.endpoint]) == 0
    assert server.steps() == [0, 0, 1]
    assert in_order(tmp_path) == []


def test_sync_survives_a_lost_stream(tmp_path: Path) -> None:
    def flaky(server: Server, stream: int, request: Request) -> Iterator[Response]:
        if stream == 0 and request.sequence == 9:
            raise ConnectionError
        yield acked(request.sequence)

    write_run(tmp_path)
    with Server(flaky) as server:
        assert main(["sync", str(tmp_path), "--endpoint", server.endpoint]) == 0
        assert list(dict.fromkeys(server.steps())) == list(range(20))


@pytest.mark.parametrize("arguments", [[], ["sync"], ["sync", "/no/such/dir"], ["sync", ".", "--endpoint", "nowhere"]])
def test_bad_arguments_exit_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_a_foreign_file_is_named_and_stops_sync(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r-1-0.koopwatch").write_bytes(b"something else entirely")
    assert main(["sync", str(tmp_path)]) == 1
    assert "another header" in capsys.readouterr().out


def test_records_come_back_and_damage_ends_the_file(tmp_path: Path) -> None:
    writer = RecordWriter(tmp_path, "r", 5)
    for body in (b"one", b"two", b"three"):
        writer.append(body)
    writer.close()
    assert writer.path.name == "r-5-0.koopwatch"
    with RecordReader(writer.path) as reader:
        assert list(reader) == [b"one", b"two", b"three"]
    data = writer.path.read_bytes().replace(b"two", b"tw0")
    writer.path.write_bytes(data)
    with RecordReader(writer.path) as reader:
        assert list(reader) == [b"one"]
        assert not reader.clean


def test_files_of_one_incarnation_do_not_overwrite_each_other(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        writer = RecordWriter(tmp_path, "a-b", 7)
        writer.close()
        names.append(writer.path.name)
    assert names == ["a-b-7-0.koopwatch", "a-b-7-1.koopwatch", "a-b-7-2.koopwatch"]
    assert [p.name for p in in_order(tmp_path)] == names
