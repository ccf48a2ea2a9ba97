/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A log that hands out mock consumers of its records, and can be away. */
final class FakeBroker {
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> log = new LinkedHashMap<>();
    private int opened;
    volatile boolean away;

    void create(String topic, int partitions) {
        synchronized (log) {
            for (int p = 0; p < partitions; p++) {
                log.put(new TopicPartition(topic, p), new ArrayList<>());
            }
        }
    }

    void write(String topic, String key, @Nullable Object value, long timestamp) {
        write(topic, 0, key, value == null ? null : Json.write(value), timestamp);
    }

    void write(String topic, int partition, String key, byte @Nullable [] value, long timestamp) {
        synchronized (log) {
            List<ConsumerRecord<byte[], byte[]>> records =
                    log.getOrDefault(new TopicPartition(topic, partition), List.of());
            byte[] k = key.getBytes(StandardCharsets.UTF_8);
            records.add(new ConsumerRecord<>(
                    topic,
                    partition,
                    records.size(),
                    timestamp,
                    TimestampType.CREATE_TIME,
                    k.length,
                    value == null ? 0 : value.length,
                    k,
                    value,
                    new RecordHeaders(),
                    Optional.empty()));
        }
    }

    /** How many consumers have been made. */
    int opened() {
        synchronized (log) {
            return opened;
        }
    }

    Consumer<byte[], byte[]> open() {
        synchronized (log) {
            opened++;
        }
        if (away) {
            throw new KafkaException("no broker there");
        }
        return new LogConsumer();
    }

    private final class LogConsumer extends MockConsumer<byte[], byte[]> {
        private final Map<TopicPartition, Integer> given = new HashMap<>();

        LogConsumer() {
            super("earliest");
            synchronized (log) {
                Map<String, List<PartitionInfo>> partitions = new HashMap<>();
                log.keySet()
                        .forEach(tp -> partitions
                                .computeIfAbsent(tp.topic(), t -> new ArrayList<>())
                                .add(new PartitionInfo(
                                        tp.topic(), tp.partition(), Node.noNode(), new Node[0], new Node[0])));
                partitions.forEach(this::updatePartitions);
                log.keySet().forEach(tp -> updateBeginningOffsets(Map.of(tp, 0L)));
                log.forEach((tp, records) -> updateEndOffsets(Map.of(tp, (long) records.size())));
            }
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (!away) {
                addNew();
            }
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            if (records.isEmpty()) {
                nap();
            }
            return records;
        }

        private void addNew() {
            synchronized (log) {
                for (TopicPartition tp : assignment()) {
                    List<ConsumerRecord<byte[], byte[]>> records = log.getOrDefault(tp, List.of());
                    records.subList(given.getOrDefault(tp, 0), records.size()).forEach(this::addRecord);
                    given.put(tp, records.size());
                }
            }
        }

        /** A real consumer waits for records; this one must not spin. */
        private void nap() {
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
            if (away) {
                throw new TimeoutException("no answer");
            }
            return super.endOffsets(partitions, timeout);
        }
    }
}
