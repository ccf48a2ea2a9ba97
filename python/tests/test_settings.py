# SPDX-License-Identifier: Apache-2.0
"""Names, variables, analyses, modes."""

import socket
import threading
from pathlib import Path

import numpy as np
import pytest

import koopwatch
from koopwatch import _settings
from koopwatch._incarnation import Incarnation
from koopwatch._names import is_key, slug
from koopwatch._proto.v1 import snapshot_pb2
from server import Server


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("lr=1e-3", "lr-1e-3"),
        ("LR 0.1 / Batch 32", "lr-0.1-batch-32"),
        ("Größe", "gr-e"),
        ("=x=", "x-"),
        ("x" * 80, "x" * 63),
        ("已", "arm-a3b445ef"),
    ],
)
def test_slug_is_a_key(name: str, key: str) -> None:
    assert slug(name) == key
    assert is_key(key)


def test_a_slugged_arm_keeps_its_name_as_a_label(server: Server) -> None:
    with koopwatch.init(run="r", arm="lr=1e-3", labels={"team": "a", "seed": 3}, endpoint=server.endpoint) as run:  # type: ignore[dict-item]
        run.publish(0, [1.0])
    start = server.requests("start")[0].start
    assert start.arm == "lr-1e-3"
    assert dict(start.labels) == {"arm_name": "lr=1e-3", "team": "a", "seed": "3"}


@pytest.mark.parametrize("name", ['Bad Name{}"', "", "-x", "x" * 64, "ü", "a\n"])
def test_a_bad_run_name_is_a_value_error_at_init(name: str) -> None:
    with pytest.raises(ValueError, match=r"^run: expected a name"):
        koopwatch.init(run=name)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"group": "A b"}, "group: expected"),
        ({"mode": "on"}, "mode: expected online, offline, disabled"),
        ({"endpoint": "http://localhost:1"}, "endpoint: expected HOST:PORT"),
        ({"endpoint": "localhost"}, "endpoint: expected HOST:PORT"),
        ({"preset": "best"}, "preset: expected monitor, paper, denoised"),
        ({"settings": {"windw": 3}}, "settings: expected window, hop"),
        ({"settings": {"window": 1}}, "settings: window: expected 2 to 4096"),
        ({"settings": {"centre": "mean"}}, "settings: centre: expected affine, none"),
        ({"preset": ["paper", "monitor"], "settings": {"hop": 2}}, "expected one preset"),
        ({"preset": ["paper", "paper"]}, "preset: expected each once"),
        ({"settings": {"window": 35}, "preset": "paper"}, r"at least 3 pairs \(window - delays - 1\), got 2"),
        ({"settings": {"rank": 0}}, "settings: rank: expected 1 to"),
        ({"settings": {"scale": "mean"}}, "settings: scale: expected none, unit"),
        ({"settings": {"refine": "maybe"}}, "settings: refine: expected true, false"),
        ({"burst": 1}, "burst: expected 0, or 2 to"),
        ({"display_name": "x" * 1025}, "display_name: expected at most 1024"),
        ({"labels": {" ": "x"}}, "labels: expected printable names"),
        ({"labels": {"a": "x" * 1025}}, "label a: expected at most 1024"),
        ({"labels": {str(i): "" for i in range(65)}}, "labels: expected at most 64"),
        ({"incarnation": 1 << 54}, "incarnation: expected milliseconds"),
        ({"incarnation": 0}, "incarnation: expected milliseconds"),
        ({"stride": -1}, "stride: expected 0, or 0 to"),
        ({"tls_ca": "/no/file"}, "tls_ca: expected a file"),
        ({"token": "two words"}, "token: expected letters, digits"),
    ],
)
def test_bad_arguments_say_what_was_expected(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        koopwatch.init(run="r", **arguments)  # type: ignore[arg-type]


def test_variables_stand_in_for_arguments(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {
        "RUN": "from-env",
        "GROUP": "sweep",
        "ARM": "Wide Net",
        "ENDPOINT": server.endpoint,
        "DISPLAY_NAME": "My run",
        "LABELS": "team=a, seed=3",
        "BASELINE": "1",
        "PRESET": "paper",
        "SETTINGS": "window=50,rank=all,block-mean=2,centre=none,scale=unit,refine=true",
        "INCARNATION": "1234",
        "TOKEN": "t",
    }
    for name, value in variables.items():
        monkeypatch.setenv(f"KOOPWATCH_{name}", value)
    with koopwatch.init() as run:
        run.publish(0, [1.0])
    request = server.requests("start")[0]
    start = request.start
    assert request.incarnation == 1234
    assert (start.run, start.group, start.arm, start.display_name) == ("from-env", "sweep", "wide-net", "My run")
    assert start.baseline
    assert dict(start.labels) == {"team": "a", "seed": "3", "arm_name": "Wide Net"}
    (analysis,) = start.analyses
    assert (analysis.preset, analysis.window, analysis.rank, analysis.block_mean) == ("paper", 50, 0, 2)
    assert analysis.HasField("rank")
    assert not analysis.HasField("hop")
    assert analysis.centre == snapshot_pb2.CENTRE_NONE
    assert analysis.scale == snapshot_pb2.SCALE_UNIT
    assert analysis.refine


def test_arguments_win_over_variables(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOOPWATCH_RUN", "other")
    monkeypatch.setenv("KOOPWATCH_PRESET", "paper")
    with koopwatch.init(run="mine", endpoint=server.endpoint, preset=("monitor", "denoised"), stride=5, burst=3) as run:
        run.publish(0, [1.0])
    start = server.requests("start")[0].start
    assert start.run == "mine"
    assert [a.preset for a in start.analyses] == ["monitor", "denoised"]
    assert (start.stride, start.burst) == (5, 3)


@pytest.mark.parametrize(("name", "value"), [("BASELINE", "maybe"), ("LABELS", "team"), ("INCARNATION", "soon")])
def test_bad_variables_are_value_errors(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"KOOPWATCH_{name}", value)
    with pytest.raises(ValueError, match=r"expected"):
        koopwatch.init(run="r")


def test_disabled_touches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("touched")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr("grpc.insecure_channel", forbidden)
    monkeypatch.setenv("KOOPWATCH_MODE", "disabled")
    monkeypatch.setenv("KOOPWATCH_SPOOL_DIR", str(tmp_path / "spool"))
    threads = set(threading.enumerate())
    with koopwatch.init() as run:
        run.publish(0, np.ones(3), wait=True)
        run.log({"loss": 1.0}, step=0)
        run.mark("x", step=0)
        assert run.alerts() == run.notes() == []
        assert not run.should_stop()
        assert run.counts() == koopwatch.Counts()
    assert run.finish()
    assert not set(threading.enumerate()) - threads
    assert list(tmp_path.iterdir()) == []


def test_incarnation_rises_only_when_an_observable_steps_back() -> None:
    now = iter((1000, 1000, 5000))
    incarnation = Incarnation(clock=lambda: next(now))
    assert [incarnation.follow("w", s) for s in (10, 11, 11)] == [False] * 3
    assert not incarnation.follow("new", 0)
    assert incarnation.value == 1000
    assert incarnation.follow("w", 4)
    assert incarnation.value == 1001  # the clock stood still
    assert not incarnation.follow("new", 0)
    assert not incarnation.follow("other", 3)
    assert incarnation.follow("w", 3)
    assert incarnation.value == 5000


def test_an_agreed_incarnation_rises_by_one_so_that_all_shards_agree() -> None:
    incarnation = Incarnation(given=77)
    incarnation.follow("w", 5)
    assert incarnation.follow("w", 4)
    assert incarnation.value == 78


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"TOKEN_FILE": "/no/file"}, "KOOPWATCH_TOKEN_FILE: expected a file"),
        ({"TLS_CERT": "/no/file"}, "expected both, and tls_ca with them"),
        ({"TLS_CERT": "/no/file", "TLS_KEY": "/no/file"}, "expected both, and tls_ca with them"),
        ({"TLS_CA": "system", "TLS_CERT": "/no/file", "TLS_KEY": "/no/file"}, "KOOPWATCH_TLS_CERT: expected a file"),
    ],
)
def test_bad_variables_of_the_doors_say_what_was_expected(
    variables: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"KOOPWATCH_{name}", value)
    with pytest.raises(ValueError, match=said):
        koopwatch.init(run="r")


def test_a_connection_shows_no_token() -> None:
    to = _settings.connection("localhost:1", token="s3cret")
    assert "s3cret" not in repr(to)
    assert to.authorization() == "Bearer s3cret"
