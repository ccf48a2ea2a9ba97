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
 * Where the input of this worker's partitions is committed and where it ends: ends asked of the broker, the rest of their tasks. What a
 * consumer says of its own lag leaves out what it has fetched or has paused.
 */
final class InputLag implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(InputLag.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_MS = 2_000;

    private final Admin admin;
    private final Supplier<Map<TopicPartition, Long>> committed;
    private long asked = System.nanoTime() - FRESH_NANOS;
    private Map<Integer, InputPosition> positions = Map.of();

    /** @param committed the next offset of each input partition of this worker, 0 before the first commit */
    InputLag(Admin admin, Supplier<Map<TopicPartition, Long>> committed) {
        this.admin = admin;
        this.committed = committed;
    }

    /** By partition, at most a second old; the last known ones while the broker does not answer. */
    synchronized Map<Integer, InputPosition> positions() {
        if (System.nanoTime() - asked >= FRESH_NANOS) {
            try {
                positions = ask(committed.get());
            } catch (ExecutionException | TimeoutException e) {
                logger.debug("the broker does not say where its partitions end", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            asked = System.nanoTime();
        }
        return positions;
    }

    private Map<Integer, InputPosition> ask(Map<TopicPartition, Long> from)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        from.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Map<Integer, InputPosition> found = new HashMap<>();
        admin.listOffsets(latest)
                .all()
                .get(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .forEach((partition, end) -> found.put(
                        partition.partition(), new InputPosition(from.getOrDefault(partition, 0L), end.offset())));
        return found;
    }

    @Override
    public void close() {
        admin.close();
    }
}
