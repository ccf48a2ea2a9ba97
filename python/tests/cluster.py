# SPDX-License-Identifier: Apache-2.0
"""A Kafka cluster in the test's process: librdkafka's own mock. It knows no transactions and no security."""

import time
from dataclasses import dataclass

from confluent_kafka import Consumer, Message, Producer, TopicPartition

from koopwatch._proto.v1 import record_pb2

TOPIC = "koopwatch.snapshots.v1"


@dataclass
class Cluster:
    """One broker; topics have four partitions and come into being when they are asked for."""

    partitions: int = 4

    def __post_init__(self) -> None:
        self._owner = Producer({"bootstrap.servers": "mock", "test.mock.num.brokers": 1, "log_level": 2})
        self._metadata = self._owner.list_topics(timeout=10)
        (broker,) = self._metadata.brokers.values()
        self.brokers = f"{broker.host}:{broker.port}"
        self.endpoint = f"kafka://{self.brokers}"

    def messages(self, topic: str = TOPIC) -> list[Message]:
        """Every message of a topic by partition and offset; asked for when all that is expected was acknowledged."""
        consumer = Consumer({"bootstrap.servers": self.brokers, "group.id": "test", "enable.auto.commit": False})
        places = [TopicPartition(topic, p, 0) for p in range(self.partitions)]
        count = sum(consumer.get_watermark_offsets(p, timeout=10)[1] for p in places)
        consumer.assign(places)
        found: list[Message] = []
        end = time.monotonic() + 20
        while len(found) < count and time.monotonic() < end:
            found += [m for m in consumer.consume(count, timeout=0.2) if m.error() is None]
        consumer.close()
        assert len(found) == count
        return sorted(found, key=lambda m: (m.partition() or 0, m.offset() or 0))


def record(message: Message) -> record_pb2.Record:
    """A message's value."""
    value = message.value()
    assert isinstance(value, bytes)
    return record_pb2.Record.FromString(value)


def murmur2(key: bytes) -> int:
    """Kafka's hash of a key, as in org.apache.kafka.common.utils.Utils, made positive as its producer does."""
    m, bits = 0x5BD1E995, 0xFFFFFFFF
    h = (0x9747B28C ^ len(key)) & bits
    whole = len(key) // 4 * 4
    for i in range(0, whole, 4):
        k = int.from_bytes(key[i : i + 4], "little") * m & bits
        h = (h * m & bits) ^ ((k ^ k >> 24) * m & bits)
    rest = key[whole:]
    if rest:
        h = (h ^ int.from_bytes(rest, "little")) * m & bits
    h = (h ^ h >> 13) * m & bits
    return (h ^ h >> 15) & 0x7FFFFFFF
