# SPDX-License-Identifier: Apache-2.0
"""A service that is full or slow: the publisher waits as it is told, loses nothing silently, and training goes on."""

import random
import time
from collections.abc import Iterator

import numpy as np
import pytest

import koopwatch
from koopwatch import _init
from koopwatch._backlog import Limits
from koopwatch._backoff import Backoff
from server import Exhausted, Request, Response, Server, acked

X = np.arange(6, dtype=np.float32)


def full_at_first(streams: int, retry_after_ms: str) -> Server:
    """The first streams are refused with RESOURCE_EXHAUSTED, later ones served."""

    def answer(server: Server, stream: int, request: Request) -> Iterator[Response]:
        if stream < streams:
            raise Exhausted(retry_after_ms)
        yield acked(request.sequence)

    return Server(answer)


def test_a_full_service_is_asked_again_when_it_said_and_everything_arrives(caplog: pytest.LogCaptureFixture) -> None:
    with full_at_first(2, "700") as server, koopwatch.init(run="r", endpoint=server.endpoint) as run:
        for step in range(50):
            run.publish(step, X + step)
        assert run.finish()
        assert [len(s) > 0 for s in server.streams] == [True, True, True]
        waits = np.diff(server.opened)
        assert (waits >= 0.7).all(), waits
        assert [r.snapshot.step for r in server.streams[2] if r.WhichOneof("body") == "snapshot"] == list(range(50))
    assert run.counts() == koopwatch.Counts(published=50, delivered=50)
    assert [m for m in caplog.messages if "takes no more" in m] == [
        f"koopwatch run r: {server.endpoint} takes no more for now (RESOURCE_EXHAUSTED: runs with an open stream:"
        " expected at most 1, got 2); snapshots are queued until it is back"
    ]


def test_publishing_to_a_full_service_never_waits_and_counts_what_does_not_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_init, "_LIMITS", Limits(snapshots=100))
    with full_at_first(1_000_000, "60000") as server:
        run = koopwatch.init(run="r", endpoint=server.endpoint)
        run.publish(0, X)
        server.until(lambda: len(server.streams) == 1)
        slowest = 0.0
        for step in range(1, 1000):
            begun = time.perf_counter()
            run.publish(step, X)
            slowest = max(slowest, time.perf_counter() - begun)
        assert slowest < 5  # the service said a minute; that publish is quick is measured elsewhere
        assert not run.finish(timeout=0.3)
        assert len(server.streams) == 1
    counts = run.counts()
    assert counts.published == 1000
    assert counts.delivered == 0
    assert counts.dropped == 1000


@pytest.mark.parametrize("told", ["soon", "", "-5", "99999999999999999999", "1.5"])
def test_advice_that_is_none_leaves_the_usual_backoff(told: str) -> None:
    with full_at_first(1, told) as server, koopwatch.init(run="r", endpoint=server.endpoint) as run:
        run.publish(0, X)
        assert run.finish(timeout=15)
        assert len(server.streams) == 2
    assert run.counts().delivered == 1


def test_advice_holds_for_one_attempt_and_is_bounded() -> None:
    backoff = Backoff(random.Random(1))
    backoff.advise(30)
    assert 30 <= backoff.next() <= 36
    assert backoff.next() <= 2
    backoff.advise(10**9)
    assert 300 <= backoff.next() <= 360


def test_clients_that_were_told_the_same_do_not_come_back_at_once() -> None:
    waits = set()
    for seed in range(20):
        backoff = Backoff(random.Random(seed))
        backoff.advise(10)
        waits.add(round(backoff.next(), 3))
    assert len(waits) > 15
