# SPDX-License-Identifier: Apache-2.0
"""Writes a run's records to the snapshots topic, without the service between; needs confluent-kafka."""

import random
import threading
from collections.abc import Callable
from functools import partial

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from koopwatch._address import Connection
from koopwatch._backoff import LAST_WORDS, Backoff
from koopwatch._limits import LARGEST_REQUEST
from koopwatch._outbox import Outbox
from koopwatch._proto.v1 import record_pb2, service_pb2
from koopwatch._warn import Warnings

_POLL = 0.1  # seconds
_AWAY = (KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT, KafkaError._RESOLVE, KafkaError._TIMED_OUT)
_HOPELESS = (KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_RECORD)  # would be refused again


class KafkaSender:
    """Keeps one producer open, sends what the outbox has, and opens the next producer when one has failed.

    Idempotence keeps the order over all of a producer's retries, which have no limit. A record that fails nevertheless
    ends the producer, so that none overtakes it; what was not acknowledged is sent again, and the service drops what
    had arrived.
    """

    def __init__(self, to: Connection, outbox: Outbox, warnings: Warnings) -> None:
        self._brokers = to.brokers
        self._topic = f"{to.topic_prefix}.snapshots.v1"
        self._settings = _settings(to) | {"error_cb": self._complain}
        self._outbox = outbox
        self._warnings = warnings
        self._stopped = threading.Event()
        try:
            first = self._open()
        except KafkaException as error:
            raise ValueError(f"KOOPWATCH_KAFKA_*: {error.args[0].str()}") from None
        self._thread = threading.Thread(target=self._run, args=(first,), name="koopwatch-sender", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the producer and the thread."""
        self._stopped.set()
        self._thread.join(LAST_WORDS)

    def _open(self) -> "_Life":
        # Not only by the thread: from Python 3.12 on no thread can begin once the interpreter shuts down.
        return _Life(Producer(self._settings), self._topic, self._outbox, self._warnings)

    def _run(self, life: "_Life") -> None:
        backoff = Backoff(random.Random())
        try:
            while True:
                if life.go(self._stopped):
                    backoff.reset()
                if self._outbox.is_done() or self._stopped.wait(backoff.next()):
                    return
                life = self._open()
        except Exception as error:
            if not self._stopped.is_set():
                self._warnings.once("sender", f"sending has ended: {type(error).__name__}: {error}")
        finally:
            self._outbox.fail()

    def _complain(self, error: KafkaError) -> None:
        if not self._stopped.is_set():
            text = f"no connection to Kafka at {self._brokers} ({error.name()}: {error.str()})"
            cause = "away" if error.code() in _AWAY else error.code()
            self._warnings.once(("lost", cause), f"{text}; snapshots are queued until it is back")


class _Life:
    """One producer until its first failure. A thread of its own hands it what the outbox has."""

    def __init__(self, producer: Producer, topic: str, outbox: Outbox, warnings: Warnings) -> None:
        self._producer = producer
        self._topic = topic
        self._outbox = outbox
        self._warnings = warnings
        # A broker takes whatever comes first of a producer that it does not know: were it refusing records at that
        # moment, for want of a leader, rows could come to stand before the RunStart that they follow.
        self._stream = outbox.open_stream(known=False)
        self._key = b""
        self._next = 1  # every record below has arrived
        self._early: set[int] = set()  # beyond it: reports come in order only within a partition
        self._progress = False
        self._feeder = threading.Thread(target=self._feed, name="koopwatch-feeder", daemon=True)
        self._feeder.start()

    def go(self, stopped: threading.Event) -> bool:
        """Hears what became of the records until the stream ends; True if any arrived."""
        while self._stream.open and not stopped.is_set() and not self._outbox.is_done():
            self._producer.poll(_POLL)
        self._outbox.close_stream(self._stream)
        self._feeder.join()
        self._producer.purge()
        self._producer.poll(0)
        return self._progress

    def _feed(self) -> None:
        try:
            while (request := self._outbox.take(self._stream)) is not None:
                self._send(self._stream.sequence, service_pb2.PublishRequest.FromString(request))
        except Exception as error:
            self._fail(type(error).__name__, str(error))

    def _send(self, sequence: int, request: service_pb2.PublishRequest) -> None:
        if request.HasField("start"):
            self._key = request.start.run.encode()
        if self._key:
            self._produce(as_record(request).SerializeToString(), partial(self._reported, sequence))
        else:
            self._refused(sequence, "not_started", "no RunStart before it")

    def _produce(self, value: bytes, report: Callable[[KafkaError | None, Message | None], None]) -> None:
        try:
            # The client's own queue holds more than the outbox lets out unacknowledged: it is never full.
            self._producer.produce(self._topic, value, self._key, on_delivery=report)
        except KafkaException as error:
            report(error.args[0], None)

    def _reported(self, sequence: int, error: KafkaError | None, _: Message | None) -> None:
        if error is None:
            self._settled(sequence)
        elif error.code() in _HOPELESS:
            self._refused(sequence, "too_large", error.str())
        elif self._stream.open:
            self._fail(error.name(), error.str())

    def _settled(self, sequence: int) -> None:
        self._early.add(sequence)
        while self._next in self._early:
            self._early.remove(self._next)
            self._next += 1
        self._progress = self._outbox.acknowledge(self._stream, self._next - 1) or self._progress

    def _refused(self, sequence: int, reason: str, text: str) -> None:
        self._outbox.refuse(self._stream, sequence, reason)
        self._warnings.once(("refused", reason), f"Kafka does not take a record ({reason}): {text}")
        self._settled(sequence)

    def _fail(self, cause: str, text: str) -> None:
        self._warnings.once(("failed", cause), f"Kafka did not take a record ({cause}: {text}); it is sent again")
        self._outbox.close_stream(self._stream)


def as_record(request: service_pb2.PublishRequest) -> record_pb2.Record:
    """What the gRPC door writes of a request that it takes."""
    record = record_pb2.Record(incarnation=request.incarnation)
    body = request.WhichOneof("body")
    if body is not None:
        getattr(record, body).CopyFrom(getattr(request, body))
        getattr(record, body).SetInParent()
    return record


def _settings(to: Connection) -> dict[str, object]:
    """Kafka's own producer chooses partitions by murmur2; with librdkafka's default a run would be torn in two."""
    return {
        "client.id": "koopwatch",
        "linger.ms": 5,
        "socket.keepalive.enable": True,
        "reconnect.backoff.ms": 100,
        "reconnect.backoff.max.ms": 2_000,
        "log_level": 2,  # what goes wrong is told by error_cb, and warned of once
        **to.options,
        "bootstrap.servers": to.brokers,
        "acks": "all",
        "enable.idempotence": True,
        "enable.gapless.guarantee": True,
        "message.timeout.ms": 0,  # no limit
        "message.max.bytes": LARGEST_REQUEST + (LARGEST_REQUEST >> 3),
        "partitioner": "murmur2_random",
    }
