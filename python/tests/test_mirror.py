# SPDX-License-Identifier: Apache-2.0
"""The service's gauges in the user's trackers: what is written, once, and what a failure costs."""

import threading
import urllib.error
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import koopwatch
from fake_api import FakeApi, alert, window
from koopwatch._address import Connection
from koopwatch._api import Api
from koopwatch._mirror import Reader
from koopwatch._trackers import WandB
from server import Server
from waiting import until


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as running:
        yield running


class Writer:
    """Records what a SummaryWriter is told."""

    def __init__(self) -> None:
        self.scalars: list[tuple[str, float, int]] = []
        self.texts: list[tuple[str, str, int]] = []
        self.flushed = 0
        self.thread = ""
        self.fails = False

    def add_scalar(self, tag: str, value: float, step: int) -> None:
        self.thread = threading.current_thread().name
        if self.fails:
            raise RuntimeError("disk full")
        self.scalars.append((tag, value, step))

    def add_text(self, tag: str, text: str, step: int) -> None:
        self.texts.append((tag, text, step))

    def flush(self) -> None:
        self.flushed += 1


def reader(api: FakeApi) -> Reader:
    return Reader(Api(api.address), "r")


def steps(gauges: list[tuple[int, dict[str, float]]]) -> list[int]:
    return [step for step, _ in gauges]


def test_gauges_are_named_by_observable_and_stand_at_the_last_step_of_their_window(api: FakeApi) -> None:
    api.windows = [window(99), window(109), window(109, "logits", spectral_radius=2.0)]
    assert reader(api).gauges() == [
        (99, {"koopwatch/weights/spectral_radius": 0.099, **SAME}),
        (109, {"koopwatch/weights/spectral_radius": 0.109, **SAME} | logits(2.0)),
    ]


SAME = {
    "koopwatch/weights/one_step_error": 0.5,
    "koopwatch/weights/effective_rank": 3.0,
    "koopwatch/weights/update_energy": 0.25,  # and no coherence: it is not finite
}


def logits(radius: float) -> dict[str, float]:
    same = {k.replace("weights", "logits"): v for k, v in SAME.items()}
    return {"koopwatch/logits/spectral_radius": radius, **same}


def test_each_window_comes_once_page_by_page_as_it_appears(api: FakeApi) -> None:
    its = reader(api)
    api.known = False
    assert its.gauges() == []
    api.known = True
    api.windows = [window(99 + 10 * i) for i in range(8)]
    assert steps(its.gauges()) == list(range(99, 179, 10))
    assert its.gauges() == []
    api.windows += [window(179), window(189)]
    assert steps(its.gauges()) == [179, 189]
    assert "from=70" in api.asked[-2]  # the first step of the newest window that was known


def test_an_early_partial_window_does_not_hide_the_full_one_with_the_same_first_step(api: FakeApi) -> None:
    its = reader(api)
    api.windows = [window(59, first=0)]
    assert steps(its.gauges()) == [59]
    api.windows += [window(99, first=0)]
    assert steps(its.gauges()) == [99]


def test_when_training_goes_back_the_rest_of_the_old_incarnation_comes_first(api: FakeApi) -> None:
    its = reader(api)
    api.windows = [window(500)]
    its.gauges()
    api.windows += [window(510), window(300, incarnation=2)]
    api.state["incarnation"] = 2
    assert steps(its.gauges()) == [510, 300]
    assert its.gauges() == []


def test_after_an_error_nothing_is_lost_and_nothing_comes_twice(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    its = reader(api)
    api.windows = [window(99), window(99, "logits")]
    monkeypatch.setattr(Api, "distances", lambda *_: 1 / 0)  # the last that is asked for
    with pytest.raises(ZeroDivisionError):
        its.gauges()
    monkeypatch.undo()
    assert steps(its.gauges()) == [99]
    assert its.gauges() == []


def distance(reference: str, run: str | None, other: str | None, last: int = 300, **more: Any) -> dict[str, Any]:
    where = {"observable": "weights", "preset": "monitor", "incarnation": 1, "other_incarnation": 7}
    return {"reference": reference, "run": run, "other": other, "last_step": last, "w1": 0.25, **where, **more}


def test_distances_are_those_of_the_run_and_come_when_they_are_new(api: FakeApi) -> None:
    api.distances = [
        distance("previous", "r", None),
        distance("pair", "a", "r", w1=0.5),
        distance("pair", "r", "z", w1=None),
        distance("pair", "a", "b"),
        distance("baseline", "a", "r"),
        distance("arm", None, None),
    ]
    its = reader(api)
    assert its.gauges() == [(300, {"koopwatch/weights/distance_previous": 0.25, "koopwatch/weights/distance_a": 0.5})]
    api.distances[0] = distance("previous", "r", None, last=310)
    assert its.gauges() == [(310, {"koopwatch/weights/distance_previous": 0.25})]


def test_each_version_of_an_alert_comes_once(api: FakeApi) -> None:
    its = reader(api)
    its.gauges()
    api.events = [alert("a")]
    assert len(list(its.alerts())) == 1
    assert list(its.alerts()) == []
    api.events = [alert("a", cause="step_size_up"), alert("b")]
    assert [e["id"] for e in its.alerts()] == ["a", "b"]


def test_mirror_writes_on_a_thread_of_its_own_until_the_run_is_finished(server: Server, api: FakeApi) -> None:
    writer = Writer()
    api.windows, api.events = [window(99)], [alert("a")]
    with koopwatch.init(run="r", endpoint=server.endpoint, http=api.address) as run:
        koopwatch.mirror(run, tensorboard=writer, every=0.01)
        run.publish(0, [1.0])
        until(lambda: writer.scalars)
        api.windows.append(window(109))
        until(lambda: len(writer.scalars) == 8)
        api.windows.append(window(119))  # which the service has when the run has ended
        api.state["state"] = "ended"
    assert [s for tag, _, s in writer.scalars if tag == "koopwatch/weights/spectral_radius"] == [99, 109, 119]
    assert writer.texts == [
        ("koopwatch/alerts", "**critical Instability (firing, unknown)** it grows", 250),
    ]
    assert (writer.thread, writer.flushed) == ("koopwatch-mirror", 1)
    assert not [t for t in threading.enumerate() if t.name == "koopwatch-mirror"]


def test_a_service_that_is_away_is_warned_of_once_and_disturbs_neither_publish_nor_finish(
    server: Server, api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    writer = Writer()
    api.broken = True
    with koopwatch.init(run="r", endpoint=server.endpoint, http=api.address) as run:
        koopwatch.mirror(run, tensorboard=writer, every=0.01)
        until(lambda: len(api.asked) > 3)
        run.publish(0, [1.0])
        until(lambda: run.counts().delivered == 1)
        run.finish(timeout=0.5)
    assert [m for m in caplog.messages if "mirror" in m] == [
        "koopwatch run r: mirror could not read, and will try again: HTTPError: HTTP Error 500: Internal Server Error"
    ]


def test_a_tracker_that_fails_costs_its_own_values_only(
    server: Server, api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = Writer(), FakeWandB()
    broken.fails = True
    api.windows, api.state["state"] = [window(99), window(109)], "ended"
    with koopwatch.init(run="r", endpoint=server.endpoint, http=api.address) as run:
        koopwatch.mirror(run, tensorboard=broken, wandb=sound, own_rows=True)
    assert [row["koopwatch/step"] for row, _ in sound.rows] == [99, 109]
    assert [m for m in caplog.messages if "mirror" in m] == [
        "koopwatch run r: mirror left something out: RuntimeError: disk full"
    ]


@pytest.mark.parametrize("mode", ["disabled", "offline"])
def test_mirror_of_a_run_that_is_not_online_does_nothing(mode: str, tmp_path: Any) -> None:
    before = set(threading.enumerate())
    with koopwatch.init(run="r", mode=mode, offline_dir=tmp_path) as run:
        koopwatch.mirror(run, tensorboard=Writer())
        assert not set(threading.enumerate()) - before


def test_mirror_to_nothing_and_without_time_is_a_value_error(server: Server) -> None:
    run = koopwatch.init(run="r", endpoint=server.endpoint)
    with pytest.raises(ValueError, match="expected tensorboard= or wandb="):
        koopwatch.mirror(run)
    with pytest.raises(ValueError, match="every: expected seconds above 0, got 0"):
        koopwatch.mirror(run, tensorboard=Writer(), every=0)


class FakeWandB:
    """A run of W&B: rows with their step, the open one at the end; steps only rise."""

    def __init__(self) -> None:
        self.step = 0
        self.rows: list[tuple[dict[str, float], int]] = []
        self.alerts: list[tuple[str, str, str]] = []

    def define_metric(self, name: str, **_: Any) -> None:
        pass

    def log(self, row: Mapping[str, float], commit: bool = True) -> None:
        self.rows.append((dict(row), self.step))
        self.step += commit

    def alert(self, title: str, text: str, level: str, wait_duration: int) -> None:
        self.alerts.append((title, text, level))


def test_wandb_adds_one_step_to_each_row_of_the_training_and_opens_none() -> None:
    run = FakeWandB()
    tracker = WandB(run, own_rows=False)
    for step in (99, 109, 119, 129, 139):
        tracker.gauges(step, {"koopwatch/x": step / 1000})
    for _ in range(3):
        for _ in range(4):
            tracker.turn()
        run.step += 7  # the training logs
    assert [(row["koopwatch/step"], at) for row, at in run.rows] == [(99, 0), (109, 7), (119, 14)]
    assert tracker.close() == 1  # 129; the newest goes into the row that is open
    assert run.rows[-1] == ({"koopwatch/step": 139, "koopwatch/x": 0.139}, 21)
    assert run.step == 21


def test_wandb_hears_of_alerts_that_fire_and_not_of_notes() -> None:
    run = FakeWandB()
    tracker = WandB(run, own_rows=False)
    tracker.alert(alert("a", severity="warning"))
    tracker.alert(alert("b", severity="info"))
    tracker.alert(alert("a", severity="warning", state="resolved"))
    assert run.alerts == [("Koopwatch: Instability", "it grows (run r, step 250)", "WARN")]


@pytest.mark.parametrize(
    ("given", "address"),
    [
        (None, "http://gpu-7:8080"),
        ("monitor:80", "http://monitor:80"),
        ("https://m.example/koopwatch/", "https://m.example/koopwatch"),
    ],
)
def test_the_page_is_on_the_endpoints_host_unless_told_otherwise(given: str | None, address: str) -> None:
    run = koopwatch.init(run="r", endpoint="gpu-7:50051", http=given)
    assert run.url == f"{address}/#run=r"
    assert run.finish()


def test_a_bad_address_of_the_page_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="http: expected http://HOST:PORT"):
        koopwatch.init(run="r", http="ftp://x y")


def test_the_token_goes_to_the_service_and_to_nobody_else() -> None:
    to = Connection("localhost:1", "s3cret", "")
    with FakeApi() as api, FakeApi() as other:
        Api(api.address, to).run("r")
        Api(api.address, to)._get(f"{other.address}/api/v1/runs/r")  # as a link might say
    assert api.authorizations == ["Bearer s3cret"]
    assert other.authorizations == [None]


def test_an_answer_that_is_an_error_leaves_no_connection_open() -> None:
    with FakeApi(broken=True) as api, pytest.raises(urllib.error.HTTPError) as told:
        Api(api.address).run("r")
    assert told.value.closed
