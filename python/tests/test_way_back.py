# SPDX-License-Identifier: Apache-2.0
"""Alerts that act: the callback, and the question whether to stop."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

import koopwatch
from server import Request, Response, Server, acked, event

X = [1.0, 2.0]


def saying(*events: Response) -> Server:
    """Passes the events on when the first snapshot comes, and before it is acknowledged."""

    def answer(server: Server, stream: int, request: Request) -> Iterator[Response]:
        if request.WhichOneof("body") == "snapshot" and request.snapshot.step == 0:
            yield from events
        yield acked(request.sequence)

    return Server(answer)


def test_on_alert_gets_each_version_of_an_alert_once_and_no_note() -> None:
    seen: list[Any] = []
    fired = event("a", kind="Instability", severity="critical", state="firing")
    named = event("a", kind="Instability", severity="critical", state="firing", cause="step_size_up")
    note = event("n", kind="EarlyPhase", severity="info", state="firing")
    with saying(fired, named, note, fired, named) as server:  # passed on at least once
        with koopwatch.init(run="r", endpoint=server.endpoint, on_alert=seen.append) as run:
            run.publish(0, X)
        assert [(a["id"], a.get("cause")) for a in seen] == [("a", None), ("a", "step_size_up")]
        assert [a.get("cause") for a in run.alerts()] == ["step_size_up"]  # the older version did not come back
        assert [a["id"] for a in run.notes()] == ["n"]


def test_on_alert_is_called_on_a_thread_of_its_own_and_holds_nothing_up() -> None:
    entered, leave = threading.Event(), threading.Event()
    names = []

    def slow(_: dict[str, Any]) -> None:
        names.append(threading.current_thread().name)
        entered.set()
        leave.wait(15)

    with saying(event("a", kind="Stall", severity="warning")) as server:
        run = koopwatch.init(run="r", endpoint=server.endpoint, on_alert=slow)
        run.publish(0, X)
        assert entered.wait(15)
        for step in range(1, 50):
            run.publish(step, X)
        server.until(lambda: len(server.steps()) == 50)  # sending goes on while the function does not return
        leave.set()
        assert run.finish()
    assert names == ["koopwatch-alerts"]


def test_what_on_alert_raises_is_warned_of_once_and_later_alerts_are_passed_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen = []

    def broken(alert: dict[str, Any]) -> None:
        seen.append(alert["id"])
        raise RuntimeError("mine")

    alerts = [event(str(i), kind="Stall", severity="warning") for i in range(3)]
    with saying(*alerts) as server, koopwatch.init(run="r", endpoint=server.endpoint, on_alert=broken) as run:
        run.publish(0, X)
        assert run.finish()
    assert seen == ["0", "1", "2"]
    assert [m for m in caplog.messages if "on_alert" in m] == ["koopwatch run r: on_alert raised RuntimeError: mine"]


def test_on_alert_may_finish_the_run() -> None:
    done = threading.Event()

    def stop(_: dict[str, Any]) -> None:
        run.finish()
        done.set()

    with saying(event("a", kind="NonFinite", severity="critical")) as server:
        run = koopwatch.init(run="r", endpoint=server.endpoint, on_alert=stop)
        run.publish(0, X)
        assert done.wait(15)
        assert server.requests("end")


def test_a_callback_that_never_returns_does_not_hold_finish() -> None:
    forever = threading.Event()
    with saying(event("a", kind="Stall", severity="warning")) as server:
        run = koopwatch.init(run="r", endpoint=server.endpoint, on_alert=lambda _: forever.wait(60))
        run.publish(0, X)
        begun = time.monotonic()
        assert run.finish()
        assert time.monotonic() - begun < 30  # not 60
        forever.set()


def test_should_stop_answers_for_the_kinds_and_severities_that_are_asked_for() -> None:
    instability = event("a", kind="Instability", severity="critical")
    with saying(instability) as server, koopwatch.init(run="r", endpoint=server.endpoint) as run:
        assert not run.should_stop(kinds=["Instability"])
        run.publish(0, X)
        assert run.finish()
        assert run.should_stop(kinds=["Instability", "NonFinite"])
        assert run.should_stop("Instability")
        assert run.should_stop(["critical"])
        assert not run.should_stop(["NonFinite", "warning"])
        assert not run.should_stop([])
        assert not run.should_stop()  # off by default


def test_an_announced_change_does_not_ask_for_a_stop() -> None:
    expected = event("a", kind="Instability", severity="info", expected=True)
    with saying(expected) as server:
        with koopwatch.init(run="r", endpoint=server.endpoint, stop_on=["Instability"]) as run:
            run.publish(0, X)
        assert not run.should_stop()
        assert not run.should_stop(["Instability"])
        assert len(run.notes()) == 1


def test_a_kind_that_is_not_known_is_warned_of_once(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with koopwatch.init(run="r", endpoint=server.endpoint, stop_on=["Explosion"]) as run:
        for _ in range(3):
            assert not run.should_stop(["Instabilty"])
        assert not run.should_stop(7)  # type: ignore[arg-type]
    assert [m.split(" is ")[0] for m in caplog.messages] == [
        "koopwatch run r: stop_on: 'Explosion'",
        "koopwatch run r: should_stop: 'Instabilty'",
        "koopwatch run r: should_stop: kinds: expected names such as ['Instability'], got int",
    ]
