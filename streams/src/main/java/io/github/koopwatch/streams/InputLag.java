/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records wait: ends of the partitions, asked of the broker, less where their tasks are committed. What a consumer
 * says of its own lag leaves out what it has fetched or has paused.
 */
final class InputLag implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(InputLag.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_MS = 2_000;

    private final Admin admin;
    private final Supplier<Map<TopicPartition, Long>> committed;
    private long asked = System.nanoTime() - FRESH_NANOS;
    private long lag;

    /** @param committed the next offset of each input partition of this worker, 0 before the first commit */
    InputLag(Admin admin, Supplier<Map<TopicPartition, Long>> committed) {
        this.admin = admin;
        this.committed = committed;
    }

    /** At most a second old; the last known one while the broker does not answer. */
    synchronized long records() {
        if (System.nanoTime() - asked >= FRESH_NANOS) {
            Map<TopicPartition, Long> from = committed.get();
            try {
                lag = sum(from);
            } catch (ExecutionException | TimeoutException e) {
                logger.debug("the broker does not say where its partitions end", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            asked = System.nanoTime();
        }
        return lag;
    }

    private long sum(Map<TopicPartition, Long> from) throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        from.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get(PATIENCE_MS, TimeUnit.MILLISECONDS).entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue().offset() - from.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    @Override
    public void close() {
        admin.close();
    }
}
