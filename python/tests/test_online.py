# SPDX-License-Identifier: Apache-2.0
"""A run against a server: what arrives, in which order, and what becomes of what does not."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import koopwatch
from koopwatch import _init
from koopwatch._backlog import Limits
from koopwatch._proto.v1 import snapshot_pb2
from server import Request, Response, Server, acked, event, refusal, take_all, values

X = np.arange(6, dtype=np.float32)


def kinds(server: Server) -> list[str]:
    return [str(r.WhichOneof("body")) for r in server.requests()]


def test_publish_sends_start_snapshots_and_end_in_order(server: Server) -> None:
    with koopwatch.init(run="r42", group="g", arm="a", endpoint=server.endpoint, baseline=True) as run:
        for step in range(50):
            run.publish(step, X + step)
    assert kinds(server) == ["start"] + ["snapshot"] * 50 + ["end"]
    assert [r.sequence for r in server.requests()] == list(range(1, 53))
    assert server.steps() == list(range(50))
    np.testing.assert_array_equal(values(server.requests("snapshot")[7]), X + 7)
    start = server.requests("start")[0].start
    assert (start.run, start.group, start.arm, start.baseline) == ("r42", "g", "a", True)
    assert [(o.name, o.dimension, o.sketch.algorithm) for o in start.observables] == [("weights", 6, "")]
    assert run.counts() == koopwatch.Counts(published=50, delivered=50)


def test_log_before_the_first_snapshot_comes_after_start_and_before_the_snapshot(server: Server) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.log({"loss": 3.1, "lr": np.float32(0.5)}, step=0)
        run.mark("warm-up", step=0, alert_id="x")
        run.publish(0, X)
        run.log({"loss": 3.0}, step=0)
    assert kinds(server) == ["start", "scalars", "mark", "snapshot", "scalars", "end"]
    assert dict(server.requests("scalars")[0].scalars.values) == {"loss": 3.1, "lr": 0.5}
    assert server.requests("mark")[0].mark.alert_id == "x"
    assert len({r.incarnation for r in server.requests()}) == 1


def test_log_alone_is_sent_at_finish(server: Server) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.log({"loss": 1.0}, step=0)
    assert kinds(server) == ["start", "scalars", "end"]


def test_finish_without_anything_said_sends_nothing_and_does_not_wait(server: Server) -> None:
    assert koopwatch.init(run="r", endpoint=server.endpoint).finish(timeout=5)
    assert server.requests() == []


def test_a_second_observable_repeats_start_with_the_same_incarnation(server: Server) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, X)
        run.publish(0, X[:2], observable="logits")
        run.publish(1, X)
    assert kinds(server) == ["start", "snapshot", "start", "snapshot", "snapshot", "end"]
    first, second = server.requests("start")
    assert first.incarnation == second.incarnation
    assert [(o.name, o.dimension) for o in second.start.observables] == [("weights", 6), ("logits", 2)]


def test_a_step_back_raises_the_incarnation_and_starts_anew(server: Server) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        for step in (5, 6, 6, 3, 4):
            run.publish(step, X)
    assert kinds(server) == ["start"] + ["snapshot"] * 3 + ["start"] + ["snapshot"] * 2 + ["end"]
    incarnations = [r.incarnation for r in server.requests()]
    assert incarnations == sorted(incarnations)
    assert len(set(incarnations[:4])) == len(set(incarnations[4:])) == 1
    assert incarnations[4] > incarnations[3]


def refusing(server: Server, stream: int, request: Request) -> Iterator[Response]:
    if request.WhichOneof("body") == "snapshot":
        if not np.isfinite(values(request)).all():
            yield refusal(request.sequence, snapshot_pb2.REASON_NOT_FINITE, "value 3 is NaN")
        elif len(values(request)) != 6:
            yield refusal(request.sequence, snapshot_pb2.REASON_DIMENSION, "expected 6")
    yield acked(request.sequence)


def test_refusals_are_counted_and_warned_of_once_and_the_rest_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    with Server(refusing) as server, koopwatch.init(run="odd", endpoint=server.endpoint) as run:
        for step in range(20):
            run.publish(step, X)
        for step in range(20, 23):
            run.publish(step, X * np.nan)
        run.publish(23, np.ones(7))
        for step in range(24, 30):
            run.publish(step, X)
        assert run.finish()
        assert server.steps() == list(range(30))
    assert run.counts() == koopwatch.Counts(published=30, delivered=26, refused={"not_finite": 3, "dimension": 1})
    assert [m for m in caplog.messages if "not_finite" in m] == [
        "koopwatch run odd: the server refused a request (not_finite): value 3 is NaN"
    ]


def test_an_observable_that_cannot_be_declared_does_not_spoil_the_start(server: Server) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, X, observable="Bad Name!")
        run.publish(0, X)
    starts = server.requests("start")
    assert [o.name for r in starts for o in r.start.observables] == ["weights"]
    assert server.steps("Bad Name!") == [0]


def drop_after(stream_0: int) -> Server:
    """The first stream breaks at its n-th request, of which only half is acknowledged."""

    def answer(server: Server, stream: int, request: Request) -> Iterator[Response]:
        if stream == 0:
            if request.sequence >= stream_0:
                raise ConnectionError
            if request.sequence * 2 > stream_0:
                return
        yield acked(request.sequence)

    return Server(answer)


def test_a_lost_stream_is_opened_again_and_everything_unacknowledged_is_resent_in_order() -> None:
    with drop_after(20) as server, koopwatch.init(run="r", endpoint=server.endpoint) as run:
        for step in range(40):
            run.publish(step, X + step)
        assert run.finish()
        second = server.streams[1]
    assert second[0].WhichOneof("body") == "start"
    assert [r.sequence for r in second] == list(range(1, len(second) + 1))
    assert [r.snapshot.step for r in second[1:-1]] == list(range(9, 40))  # 10 acknowledged: the start and steps 0 to 8
    assert run.counts().delivered == 40


def test_a_server_that_restarts_on_its_port_gets_everything(caplog: pytest.LogCaptureFixture) -> None:
    with Server() as first:
        run = koopwatch.init(run="r", endpoint=first.endpoint)
        for step in range(10):
            run.publish(step, X)
        first.until(lambda: len(first.requests()) == 11)
    for step in range(10, 20):
        run.publish(step, X)
    time.sleep(0.5)
    with Server(port=first.port) as second:
        for step in range(20, 30):
            run.publish(step, X)
        assert run.finish()
        assert second.streams[0][0].WhichOneof("body") == "start"
        assert sorted(set(first.steps() + second.steps())) == list(range(30))
        assert second.steps() == list(range(second.steps()[0], 30))
    assert run.counts().delivered == 30
    assert len([m for m in caplog.messages if "no connection" in m]) == 1


def test_a_server_that_comes_late_gets_everything() -> None:
    with Server() as probe:
        port = probe.port
    with koopwatch.init(run="r", endpoint=f"localhost:{port}") as run:
        run.publish(0, X)
        time.sleep(0.4)
        with Server(port=port) as server:
            assert run.finish()
            assert server.steps() == [0]


def test_slow_acknowledgements_do_not_lose_or_repeat_anything() -> None:
    def slow(server: Server, stream: int, request: Request) -> Iterator[Response]:
        if request.sequence % 50 == 0 or request.WhichOneof("body") == "end":
            time.sleep(0.05)
            yield acked(request.sequence)

    with Server(slow) as server, koopwatch.init(run="r", endpoint=server.endpoint) as run:
        for step in range(500):
            run.publish(step, X)
        assert run.finish()
        assert server.steps() == list(range(500))
    assert run.counts().delivered == 500


def test_a_stream_on_which_nothing_is_acknowledged_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def deaf_at_first(server: Server, stream: int, request: Request) -> Iterator[Response]:
        if stream > 0:
            yield acked(request.sequence)

    monkeypatch.setattr(_init, "_LIMITS", Limits(patience=0.2))
    with Server(deaf_at_first) as server, koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, X)
        assert run.finish()
        assert len(server.streams) > 1
        assert set(server.steps()) == {0}


def test_finish_does_not_wait_for_a_server_that_refuses_the_run(caplog: pytest.LogCaptureFixture) -> None:
    def unwelcoming(server: Server, stream: int, request: Request) -> Iterator[Response]:
        yield refusal(request.sequence, snapshot_pb2.REASON_CONFLICT, "group: expected a, got b")
        yield acked(request.sequence)
        raise ConnectionError

    with Server(unwelcoming) as server, koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, X)
        begun = time.monotonic()
        assert not run.finish(timeout=600)
        assert time.monotonic() - begun < 60
    assert run.counts().delivered == 0
    assert any("group: expected a, got b" in m for m in caplog.messages)


def test_a_refused_change_does_not_replace_the_start_that_was_taken() -> None:
    def strict(server: Server, stream: int, request: Request) -> Iterator[Response]:
        if len(request.start.observables) > 1:
            yield refusal(request.sequence, snapshot_pb2.REASON_CONFLICT)
        yield acked(request.sequence)
        if stream == 0 and request.snapshot.observable == "logits":
            raise ConnectionError

    with Server(strict) as server, koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, X)
        run.publish(0, X, observable="logits")
        server.until(lambda: len(server.streams) > 0 and len(server.requests("snapshot")) > 1)
        run.publish(1, X)
        assert run.finish()
        assert len(server.streams) == 2
        assert [o.name for o in server.streams[1][0].start.observables] == ["weights"]


def test_no_more_observables_are_declared_than_a_server_takes(server: Server) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        for i in range(70):
            run.publish(0, X, observable=f"o{i}")
    assert len(server.requests("start")[-1].start.observables) == 64
    assert len(server.requests("snapshot")) == 70


def test_finish_gives_up_after_its_timeout_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with Server(lambda *_: iter(())) as deaf, koopwatch.init(run="r", endpoint=deaf.endpoint) as run:
        run.publish(0, X)
        begun = time.monotonic()
        assert not run.finish(timeout=0.3)
        assert time.monotonic() - begun < 5
    assert any("3 requests did not reach" in m and "lost" in m for m in caplog.messages)
    assert run.counts().dropped == 1


def test_publish_after_finish_is_ignored_with_one_warning(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    run = koopwatch.init(run="r", endpoint=server.endpoint)
    run.publish(0, X)
    assert run.finish()
    assert run.finish()
    run.publish(1, X)
    run.publish(2, X)
    assert server.steps() == [0]
    assert [m for m in caplog.messages if "after finish" in m] == ["koopwatch run r: publish after finish is ignored"]


def test_alerts_are_the_latest_version_per_id_and_notes_are_apart(caplog: pytest.LogCaptureFixture) -> None:
    def alarming(server: Server, stream: int, request: Request) -> Iterator[Response]:
        if request.WhichOneof("body") == "snapshot":
            yield event("a", kind="RegimeShift", severity="warning", state="firing", cause="unknown")
            yield event("b", kind="EarlyPhase", severity="info", state="firing")
            yield Response(event={"id": "c", "json": "not json"})
            yield event("a", kind="RegimeShift", severity="warning", state="firing", cause="noise_up")
        yield acked(request.sequence)

    with Server(alarming) as server, koopwatch.init(run="r", endpoint=server.endpoint) as run:
        assert run.alerts() == []
        run.publish(0, X)
        assert run.finish()
    assert [(a["id"], a["cause"]) for a in run.alerts()] == [("a", "noise_up")]
    assert [n["id"] for n in run.notes()] == ["b"]
    assert not run.should_stop()
    assert any("not a JSON object" in m for m in caplog.messages)


@pytest.mark.parametrize(("stop_on", "stops"), [(["critical"], True), (["NonFinite"], True), (["warning"], False)])
def test_should_stop_when_an_alert_comes_that_was_asked_for(stop_on: list[str], stops: bool) -> None:
    def critical(server: Server, stream: int, request: Request) -> Iterator[Response]:
        yield event("a", kind="NonFinite", severity="critical", state="firing")
        yield acked(request.sequence)

    with Server(critical) as server, koopwatch.init(run="r", endpoint=server.endpoint, stop_on=stop_on) as run:
        assert not run.should_stop()
        run.publish(0, X)
        assert run.finish()
        assert run.should_stop() is stops


def test_a_long_array_is_sketched_and_declared_so(server: Server) -> None:
    long = np.arange(5000, dtype=np.float32)
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, long)
        run.publish(1, 2 * long)
        run.publish(0, long, observable="raw", sketch=False)
        run.publish(2, long[:4000])
    weights, raw = server.requests("start")[-1].start.observables
    assert (weights.dimension, weights.sketch.algorithm, weights.sketch.source_size) == (1024, "signed-rotation", 5000)
    assert (raw.dimension, raw.sketch.algorithm) == (5000, "")
    first, second = (values(r) for r in server.requests("snapshot") if r.snapshot.observable == "weights")
    np.testing.assert_allclose(second, 2 * first, rtol=1e-6)
    assert run.counts().refused == {"dimension": 1}


def test_token_travels_as_bearer(server: Server) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint, token="secret") as run:
        run.publish(0, X)
    assert server.metadata[0]["authorization"] == "Bearer secret"


def test_token_in_a_file_is_read_anew_for_each_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "token"
    file.write_text("first\n")
    monkeypatch.setenv("KOOPWATCH_TOKEN_FILE", str(file))

    def drop_the_first(server: Server, stream: int, request: Request) -> Iterator[Response]:
        if stream == 0:
            file.write_text("second\n")
            raise ConnectionError
        return take_all(server, stream, request)

    with Server(drop_the_first) as server, koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, X)
        assert run.finish()
    assert [m["authorization"] for m in server.metadata] == ["Bearer first", "Bearer second"]


def test_token_beyond_this_machine_without_tls_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    run = koopwatch.init(run="r", endpoint="koopwatch.invalid:50051", token="s3cret")
    run.publish(0, X)
    run.finish(timeout=0.1)
    assert "the token goes to koopwatch.invalid:50051 unencrypted" in caplog.text
    assert "s3cret" not in caplog.text


def test_enqueue_time(server: Server, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    x = np.random.default_rng(0).standard_normal(1024).astype(np.float32)
    with koopwatch.init(run="r", endpoint=server.endpoint) as run:
        times = []
        for step in range(2000):
            begun = time.perf_counter_ns()
            run.publish(step, x)
            times.append(time.perf_counter_ns() - begun)
        assert run.finish()
    with capsys.disabled():
        print(f" [publish of 1,024 values: {np.median(times) / 1e3:.0f} us median, {np.max(times) / 1e3:.0f} us max] ")
    assert run.counts().delivered == 2000
