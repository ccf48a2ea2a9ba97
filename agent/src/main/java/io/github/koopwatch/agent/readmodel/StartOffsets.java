/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Where to begin so that about the newest {@code budget} bytes of a topic are read. Kafka finds offsets by number and time,
 * not by size, so bytes per offset are estimated from the newest records of each partition; the bytes that are then read
 * differ from the budget as far as older records are larger or smaller than those.
 */
final class StartOffsets {
    /** Topics with no more offsets than this are read whole, unsampled. */
    static final long SMALL = 16_384;

    private static final int SAMPLE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<? extends Consumer<byte[], byte[]>> samplers;
    private final InstantSource clock;

    StartOffsets(Supplier<? extends Consumer<byte[], byte[]>> samplers, InstantSource clock) {
        this.samplers = samplers;
        this.clock = clock;
    }

    /** First offset to read of each partition of one topic, given where the partitions begin and end. */
    Map<TopicPartition, Long> newest(Map<TopicPartition, Long> begin, Map<TopicPartition, Long> end, long budget) {
        long offsets = begin.keySet().stream()
                .mapToLong(p -> end.get(p) - begin.get(p))
                .sum();
        if (offsets <= SMALL) {
            return begin;
        }
        Map<TopicPartition, Double> sizes = bytesPerOffset(begin, end);
        double total = sizes.entrySet().stream()
                .mapToDouble(e -> e.getValue() * (end.get(e.getKey()) - begin.get(e.getKey())))
                .sum();
        double share = Math.min(1, budget / total);
        Map<TopicPartition, Long> start = new HashMap<>();
        begin.forEach((p, b) -> start.put(p, end.get(p) - (long) Math.ceil(share * (end.get(p) - b))));
        return start;
    }

    private Map<TopicPartition, Double> bytesPerOffset(Map<TopicPartition, Long> begin, Map<TopicPartition, Long> end) {
        try (Consumer<byte[], byte[]> consumer = samplers.get()) {
            consumer.assign(begin.keySet());
            Map<TopicPartition, Long> from = new HashMap<>();
            begin.forEach((p, b) -> from.put(p, Math.max(b, end.get(p) - SAMPLE)));
            from.forEach(consumer::seek);
            Map<TopicPartition, Long> bytes = read(consumer, begin.keySet(), end);
            Map<TopicPartition, Double> mean = new HashMap<>();
            from.forEach((p, f) ->
                    mean.put(p, bytes.getOrDefault(p, 0L) / (double) Math.max(1, consumer.position(p) - f)));
            return mean;
        }
    }

    private Map<TopicPartition, Long> read(
            Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions, Map<TopicPartition, Long> end) {
        Map<TopicPartition, Long> bytes = new HashMap<>();
        long deadline = clock.millis() + PATIENCE.toMillis();
        while (clock.millis() < deadline && partitions.stream().anyMatch(p -> consumer.position(p) < end.get(p))) {
            for (ConsumerRecord<byte[], byte[]> r : consumer.poll(POLL)) {
                bytes.merge(new TopicPartition(r.topic(), r.partition()), size(r), Long::sum);
            }
        }
        return bytes;
    }

    private static long size(ConsumerRecord<byte[], byte[]> r) {
        return Math.max(0, r.serializedKeySize()) + (long) Math.max(0, r.serializedValueSize());
    }
}
