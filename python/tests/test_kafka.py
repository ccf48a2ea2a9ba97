# SPDX-License-Identifier: Apache-2.0
"""A run that writes to Kafka itself: the same records as through gRPC, in order, where Kafka wants them."""

import logging
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from confluent_kafka import KafkaError, Producer

import koopwatch
from cluster import Cluster, murmur2, record
from koopwatch import _address, _init, _kafka
from koopwatch.__main__ import main
from koopwatch._backlog import Limits
from koopwatch._proto.v1 import record_pb2
from server import Server
from waiting import ours, until

X = np.arange(6, dtype=np.float32)


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return Cluster()


def train(run: koopwatch.Run) -> None:
    """Everything that can be said, and a step back."""
    run.log({"loss": 3.0}, step=0)
    for step in (*range(20), *range(15, 25)):
        run.publish(step, X + step)
        run.log({"loss": 1.0 / (1 + step)}, step=step)
    run.publish(25, X[:2], observable="logits")
    run.publish(26, X * np.nan)
    run.mark("lr drop", step=26, alert_id="x")


def test_the_records_are_those_of_the_grpc_door(cluster: Cluster, server: Server) -> None:
    settings: dict[str, Any] = {"run": "same", "arm": "A b", "preset": ["paper", "monitor"]}
    with koopwatch.init(endpoint=server.endpoint, incarnation=1000, **settings) as run:
        train(run)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KOOPWATCH_TOPIC_PREFIX", "same")
        with koopwatch.init(endpoint=cluster.endpoint, incarnation=2000, **settings) as direct:
            train(direct)
    sent = server.requests()
    written = cluster.messages("same.snapshots.v1")
    for message, request in zip(written, sent, strict=True):
        its = record(message)
        body = str(request.WhichOneof("body"))
        assert its.WhichOneof("body") == body
        assert getattr(its, body) == getattr(request, body)
        assert its.incarnation == request.incarnation + 1000
        assert message.key() == b"same"
        assert message.headers() is None  # koopwatch-door belongs to the gRPC door
    assert direct.counts() == koopwatch.Counts(published=32, delivered=32)


def test_every_run_is_where_kafkas_own_producer_puts_it(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOOPWATCH_TOPIC_PREFIX", "placed")
    names = [f"run-{i}" * (1 + i % 5) for i in range(24)]
    for name in names:
        with koopwatch.init(run=name, endpoint=cluster.endpoint) as run:
            run.publish(0, X)
    placed = {(m.key(), m.partition()) for m in cluster.messages("placed.snapshots.v1")}
    assert placed == {(n.encode(), murmur2(n.encode()) % cluster.partitions) for n in names}
    assert len({p for _, p in placed}) == cluster.partitions


def test_murmur2_is_kafkas() -> None:
    # org.apache.kafka.common.utils.UtilsTest#testMurmur2
    known = {b"21": -973932308, b"foobar": -790332482, b"a-little-bit-long-string": -985981536}
    assert {k: murmur2(k) for k in known} == {k: v & 0x7FFFFFFF for k, v in known.items()}


def test_a_failed_producer_is_replaced_and_nothing_is_lost_or_overtaken(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("KOOPWATCH_TOPIC_PREFIX", "failing")
    made: list[Any] = []

    class Fails(Producer):
        """The first two producers report the failure of every record after their tenth, and deliver some of them."""

        def __init__(self, settings: dict[str, Any]) -> None:
            super().__init__(settings)
            made.append(self)
            self.bad = len(made) < 3
            self.count = 0

        def produce(
            self, topic: str, value: Any = None, key: Any = None, *_: Any, on_delivery: Any = None, **more: Any
        ) -> None:
            self.count += 1
            if self.bad and self.count > 10:
                on_delivery(KafkaError(KafkaError.NOT_ENOUGH_REPLICAS), None)
            else:
                super().produce(topic, value, key, on_delivery=on_delivery)

    monkeypatch.setattr(_kafka, "Producer", Fails)
    with koopwatch.init(run="failing", endpoint=cluster.endpoint) as run:
        for step in range(100):
            run.publish(step, X)
            time.sleep(0.002)
        assert run.finish()
    assert len(made) == 3
    assert run.counts().delivered == 100
    steps = [r.snapshot.step for m in cluster.messages("failing.snapshots.v1") if (r := record(m)).HasField("snapshot")]
    assert list(dict.fromkeys(steps)) == list(range(100))  # first arrivals are in order
    assert [m for m in caplog.messages if "did not take" in m] == [
        "koopwatch run failing: Kafka did not take a record "
        "(NOT_ENOUGH_REPLICAS: Broker: Not enough in-sync replicas); it is sent again"
    ]


def test_nothing_follows_a_producers_first_record_until_that_has_arrived(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOOPWATCH_TOPIC_PREFIX", "first")
    lives: list[list[str]] = []

    class Told(Producer):
        """Writes down what is sent and what is reported; the first producer reports failures."""

        def __init__(self, settings: dict[str, Any]) -> None:
            super().__init__(settings)
            self.seen: list[str] = []
            self.bad = not lives
            lives.append(self.seen)

        def produce(
            self, topic: str, value: Any = None, key: Any = None, *_: Any, on_delivery: Any = None, **more: Any
        ) -> None:
            def told(error: Any, message: Any) -> None:
                self.seen.append("report")
                if self.bad:
                    error = KafkaError(KafkaError.NOT_ENOUGH_REPLICAS)
                on_delivery(error, message)

            self.seen.append(str(record_pb2.Record.FromString(value).WhichOneof("body")))
            super().produce(topic, value, key, on_delivery=told)

    monkeypatch.setattr(_kafka, "Producer", Told)
    with koopwatch.init(run="first", endpoint=cluster.endpoint) as run:
        for step in range(50):
            run.publish(step, X)
        assert run.finish()
    assert lives[0] == ["start", "report"]
    assert lives[1][:3] == ["start", "report", "snapshot"]
    assert lives[1].count("snapshot") == 50


def test_a_producer_that_reports_nothing_is_given_up(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    class Mute(Producer):
        def __init__(self, settings: dict[str, Any]) -> None:
            super().__init__(settings)
            made.append(self)
            self.mute = len(made) < 3

        def produce(self, *arguments: Any, **more: Any) -> None:
            if not self.mute:
                super().produce(*arguments, **more)

    monkeypatch.setenv("KOOPWATCH_TOPIC_PREFIX", "mute")
    monkeypatch.setattr(_kafka, "Producer", Mute)
    monkeypatch.setattr(_init, "_LIMITS", Limits(patience=1.0))
    with koopwatch.init(run="mute", endpoint=cluster.endpoint) as run:
        run.publish(0, X)
        assert run.finish()
    assert len(made) > 2
    kinds = [record(m).WhichOneof("body") for m in cluster.messages("mute.snapshots.v1")]
    assert list(dict.fromkeys(kinds)) == ["start", "snapshot", "end"]


def test_a_record_that_kafka_will_never_take_is_refused_and_the_rest_goes_on(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOOPWATCH_TOPIC_PREFIX", "large")
    settings = _kafka._settings
    monkeypatch.setattr(_kafka, "_settings", lambda to: settings(to) | {"message.max.bytes": 1000})
    with koopwatch.init(run="large", endpoint=cluster.endpoint) as run:
        run.publish(0, X)
        run.publish(0, np.ones(900), observable="big")
        run.publish(1, X)
    assert run.counts() == koopwatch.Counts(published=3, delivered=2, refused={"too_large": 1})


def test_without_a_broker_the_oldest_go_and_one_warning_comes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_init, "_LIMITS", Limits(snapshots=10))
    run = koopwatch.init(run="away", endpoint="kafka://127.0.0.1:1,127.0.0.1:2")
    for step in range(25):
        run.publish(step, X)
    until(lambda: any("no connection" in m for m in caplog.messages))
    assert not run.finish(timeout=0.5)
    assert run.counts() == koopwatch.Counts(published=25, dropped=25)
    assert len([m for m in caplog.messages if "no connection to Kafka at 127.0.0.1:1,127.0.0.1:2" in m]) == 1
    assert capfd.readouterr().err == ""  # nothing of librdkafka's own log


def test_what_did_not_arrive_is_in_the_spool_and_sync_sends_it(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOOPWATCH_TOPIC_PREFIX", "spooled")
    monkeypatch.setattr(_init, "_LIMITS", Limits(snapshots=10))
    run = koopwatch.init(run="spooled", endpoint="kafka://127.0.0.1:1", spool_dir=tmp_path)
    for step in range(50):
        run.publish(step, X)
    assert not run.finish(timeout=0.3)
    assert run.counts().spooled == 50
    assert main(["sync", str(tmp_path), "--endpoint", cluster.endpoint]) == 0
    records = [record(m) for m in cluster.messages("spooled.snapshots.v1")]
    assert [r.snapshot.step for r in records if r.HasField("snapshot")] == list(range(50))
    assert records[0].HasField("start")
    assert records[-1].HasField("end")


def test_options_reach_the_client_and_files_hold_secrets(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret\n")
    environ = {
        "KOOPWATCH_KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KOOPWATCH_KAFKA_SASL_PASSWORD_FILE": str(tmp_path / "password"),
        "KOOPWATCH_RUN": "r",
    }
    options = _address.kafka_options(environ)
    assert options == {"security.protocol": "SASL_SSL", "sasl.password": "secret"}
    to = _address.Connection("kafka://b:9092", "hidden", "", options=options)
    assert not {"secret", "hidden"} & set(repr(to).replace("'", " ").split())
    settings = _kafka._settings(to)
    assert settings["security.protocol"] == "SASL_SSL"
    assert settings["bootstrap.servers"] == "b:9092"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("ACKS", "1", "acks is not free"),
        ("PARTITIONER", "consistent", "partitioner is not free"),
        ("NO_SUCH_THING", "x", 'No such configuration property: "no.such.thing"'),
        ("SASL_PASSWORD_FILE", "/no/file", "expected a file"),
    ],
)
def test_options_that_cannot_be_used_are_value_errors(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"KOOPWATCH_KAFKA_{variable}", value)
    with pytest.raises(ValueError, match=said):
        koopwatch.init(run="r", endpoint="kafka://127.0.0.1:1")


def test_sync_with_options_that_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with koopwatch.init(run="r", mode="offline", offline_dir=tmp_path) as run:
        run.publish(0, X)
    monkeypatch.setenv("KOOPWATCH_KAFKA_NO_SUCH_THING", "x")
    with pytest.raises(SystemExit) as ended:
        main(["sync", str(tmp_path), "--endpoint", "kafka://127.0.0.1:1"])
    assert ended.value.code == 2
    assert 'No such configuration property: "no.such.thing"' in capsys.readouterr().err


@pytest.mark.parametrize("endpoint", ["kafka://", "kafka://host", "kafka://a:1,b", "kafka://a:1/", "a:1,b:2"])
def test_bad_kafka_endpoints_say_what_was_expected(endpoint: str) -> None:
    with pytest.raises(ValueError, match="expected HOST:PORT or kafka://HOST:PORT"):
        koopwatch.init(run="r", endpoint=endpoint)


def test_without_the_client_init_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ValueError, match=r"pip install 'koopwatch\[kafka\]'"):
        koopwatch.init(run="r", endpoint="kafka://127.0.0.1:1")


def test_no_thread_stays(cluster: Cluster) -> None:
    before = ours()
    with koopwatch.init(run="threads", endpoint=cluster.endpoint) as run:
        run.publish(0, X)
        assert ours() > before
    until(lambda: ours() == before)
    assert run.alerts() == []
    assert not run.should_stop(["NonFinite"])


def script(code: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    head = "import os, sys, koopwatch\nrun = koopwatch.init(run=sys.argv[2], endpoint=sys.argv[1])\n"
    command = [sys.executable, "-c", head + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_exit_without_finish_sends_everything(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOOPWATCH_TOPIC_PREFIX", "exit")
    done = script("for i in range(50): run.publish(i, [1.0])\nsys.exit(3)", cluster.endpoint, "exit")
    assert (done.returncode, done.stderr) == (3, "")
    assert len(cluster.messages("exit.snapshots.v1")) == 52


def test_a_fork_publishes_nothing_and_does_not_hang(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOOPWATCH_TOPIC_PREFIX", "fork")
    code = """
for i in range(10):
    run.publish(i, [1.0])
    if os.fork() == 0:
        run.publish(77, [1.0])
        assert run.finish()
        del run
        sys.exit(5)
    assert os.waitstatus_to_exitcode(os.wait()[1]) == 5
"""
    done = script(code, cluster.endpoint, "fork")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("in a forked process is ignored") == 10
    assert len(cluster.messages("fork.snapshots.v1")) == 12


def test_a_fork_beside_an_absent_broker_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "run.publish(0, [1.0])\nif os.fork() == 0: sys.exit(5)\nprint(os.wait()[1] >> 8)\nrun.finish(timeout=0.2)"
    done = script(code, "kafka://127.0.0.1:1", "away")
    assert (done.returncode, done.stdout) == (0, "5\n"), done.stderr


def test_enqueue_time(cluster: Cluster, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    x = np.random.default_rng(0).standard_normal(1024).astype(np.float32)
    with koopwatch.init(run="timed", endpoint=cluster.endpoint) as run:
        times = []
        for step in range(2000):
            begun = time.perf_counter_ns()
            run.publish(step, x)
            times.append(time.perf_counter_ns() - begun)
        assert run.finish()
    with capsys.disabled():
        print(f" [publish to Kafka: {np.median(times) / 1e3:.0f} us median, {np.max(times) / 1e3:.0f} us max] ")
    assert run.counts().delivered == 2000
