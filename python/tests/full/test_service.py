# SPDX-License-Identifier: Apache-2.0
"""The publisher and the real service, through both of its doors."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from confluent_kafka import Consumer, TopicPartition
from service import Service, until

import koopwatch
from cluster import murmur2, record

ROWS, PARTITIONS = 220, 8


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("service"))
    yield running
    running.stop()


def walk(seed: int) -> npt.NDArray[np.float32]:
    return np.cumsum(np.random.default_rng(seed).standard_normal((ROWS, 20)), axis=0).astype(np.float32)


def publish(run: koopwatch.Run, rows: npt.NDArray[np.float32], first: int = 0) -> None:
    for step, row in enumerate(rows, first):
        run.publish(step, row)
        run.log({"loss": 1.0 / (1 + step)}, step=step)


def test_windows_of_a_run_that_writes_to_kafka_equal_those_of_one_through_grpc(service: Service) -> None:
    rows = walk(1)
    for run, endpoint in (("by-grpc", service.doors["grpc"]), ("by-kafka", service.kafka)):
        with koopwatch.init(run=run, endpoint=endpoint, incarnation=1_700_000_000_000) as its:
            publish(its, rows)
            assert its.finish(60)
        assert its.counts() == koopwatch.Counts(published=ROWS, delivered=ROWS)
    direct = service.windows("by-kafka", ROWS - 1)
    assert len(direct) == 13
    assert direct == service.windows("by-grpc", ROWS - 1)
    until(lambda: service.get("runs/by-kafka")["state"] == "ended", "the end of the run")
    assert service.get("runs/by-kafka")["scalars"] == {"loss": 1.0 / ROWS}


def log_of(service: Service, run: str) -> list[Any]:
    """Every message of the run on the snapshots topic."""
    consumer = Consumer({"bootstrap.servers": service.doors["kafka"], "group.id": "test"})
    places = [TopicPartition("koopwatch.snapshots.v1", p, 0) for p in range(PARTITIONS)]
    count = sum(consumer.get_watermark_offsets(p, timeout=10)[1] for p in places)
    consumer.assign(places)
    found: list[Any] = []

    def read() -> bool:
        found.extend(consumer.consume(1000, timeout=0.2))
        return len(found) >= count

    until(read, "the log")
    consumer.close()
    return [m for m in found if m.key() == run.encode()]


def test_both_doors_put_a_run_into_one_partition_with_the_same_records(service: Service) -> None:
    name, rows = "both-doors", walk(2)[:30]
    for incarnation, endpoint in ((1000, service.doors["grpc"]), (2000, service.kafka)):
        with koopwatch.init(run=name, endpoint=endpoint, incarnation=incarnation) as run:
            publish(run, rows)
            assert run.finish(60)
    messages = log_of(service, name)
    assert {m.partition() for m in messages} == {murmur2(name.encode()) % PARTITIONS}
    first, second = ([m for m in messages if record(m).incarnation == incarnation] for incarnation in (1000, 2000))
    assert len(first) == 62
    assert {tuple(m.headers() or ()) for m in first} == {(("koopwatch-door", b"grpc"),)}
    assert {tuple(m.headers() or ()) for m in second} == {()}
    for a, b in zip(first, second, strict=True):
        same = record(b)
        same.incarnation = 1000
        assert same == record(a)


@pytest.mark.parametrize("door", ["grpc", "kafka"])
def test_a_service_that_is_killed_and_started_again_has_every_window(service: Service, door: str) -> None:
    rows, name = walk(3), f"killed-{door}"
    endpoint = service.kafka if door == "kafka" else service.doors["grpc"]
    with koopwatch.init(run=name, endpoint=endpoint, incarnation=5) as run:
        publish(run, rows[:80])
        until(lambda: run.counts().delivered > 40, "the first deliveries")
        service.kill()
        publish(run, rows[80:150], first=80)
        service.start()
        publish(run, rows[150:], first=150)
        assert run.finish(120)
    assert (run.counts().delivered, run.counts().dropped) == (ROWS, 0)
    with koopwatch.init(run=f"quiet-{door}", endpoint=endpoint, incarnation=5) as quiet:
        publish(quiet, rows)
        assert quiet.finish(60)
    assert service.windows(name, ROWS - 1) == service.windows(f"quiet-{door}", ROWS - 1)


def test_mirror_writes_every_window_that_the_service_has(service: Service) -> None:
    written: dict[str, list[tuple[int, float]]] = {}

    class Writer:
        def add_scalar(self, tag: str, value: float, step: int) -> None:
            written.setdefault(tag, []).append((step, value))

        def add_text(self, *_: Any) -> None:
            pass

        def flush(self) -> None:
            pass

    with koopwatch.init(run="mirrored", endpoint=service.doors["grpc"], http=service.doors["http"]) as run:
        koopwatch.mirror(run, tensorboard=Writer(), every=0.5)
        publish(run, walk(4))
        assert run.finish(60)
    windows = service.windows("mirrored", ROWS - 1)
    for gauge in ("spectral_radius", "one_step_error", "effective_rank", "update_energy", "update_coherence"):
        assert written[f"koopwatch/weights/{gauge}"] == [(w["last_step"], w[gauge]) for w in windows]
    assert written["koopwatch/weights/distance_previous"]
