/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
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

    /** A partition and its offsets [begin, end). */
    record Extent(TopicPartition partition, long begin, long end) {
        long length() {
            return end - begin;
        }

        long sampleStart() {
            return Math.max(begin, end - SAMPLE);
        }
    }

    /** First offset to read of each partition of one topic. */
    Map<TopicPartition, Long> newest(List<Extent> extents, long budget) {
        double share = share(extents, budget);
        Map<TopicPartition, Long> start = new HashMap<>();
        extents.forEach(e -> start.put(e.partition(), e.end() - (long) Math.ceil(share * e.length())));
        return start;
    }

    private double share(List<Extent> extents, long budget) {
        if (extents.stream().mapToLong(Extent::length).sum() <= SMALL) {
            return 1;
        }
        try (Consumer<byte[], byte[]> consumer = samplers.get()) {
            consumer.assign(extents.stream().map(Extent::partition).toList());
            extents.forEach(e -> consumer.seek(e.partition(), e.sampleStart()));
            Map<TopicPartition, Long> bytes = sample(consumer, extents);
            double total = extents.stream()
                    .mapToDouble(e -> e.length() * bytesPerOffset(consumer, e, bytes))
                    .sum();
            return Math.min(1, budget / total);
        }
    }

    private static double bytesPerOffset(
            Consumer<byte[], byte[]> consumer, Extent extent, Map<TopicPartition, Long> bytes) {
        long sampled = consumer.position(extent.partition()) - extent.sampleStart();
        return bytes.getOrDefault(extent.partition(), 0L) / (double) Math.max(1, sampled);
    }

    private Map<TopicPartition, Long> sample(Consumer<byte[], byte[]> consumer, List<Extent> extents) {
        Map<TopicPartition, Long> bytes = new HashMap<>();
        long deadline = clock.millis() + PATIENCE.toMillis();
        while (clock.millis() < deadline
                && extents.stream().anyMatch(e -> consumer.position(e.partition()) < e.end())) {
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
