/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.contract.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka where the topology is committed, while somebody wants to know. */
public final class KafkaProgress implements Progress, AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(KafkaProgress.class);
    private static final long BETWEEN_LOOKS_MS = 50;
    private static final long PATIENCE_MS = 1000;
    /** A topology that has not moved for so long is away, or has nothing to do. */
    private static final long STANDS_STILL = Duration.ofSeconds(2).toNanos();

    private final Committed committed;
    private final LongSupplier clock;
    private final Map<Integer, Place> places = new ConcurrentHashMap<>();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::work, "koopwatch-progress");
    private volatile boolean asked;

    private record Place(long offset, long moved) {}

    /** The next offset of each partition of the snapshots topic that the topology will process. */
    interface Committed extends AutoCloseable {
        Map<Integer, Long> offsets() throws InterruptedException, ExecutionException, TimeoutException;

        @Override
        default void close() {}
    }

    KafkaProgress(Committed committed, LongSupplier clock) {
        this.committed = committed;
        this.clock = clock;
        thread.setDaemon(true);
    }

    /** @param admin settings of an administrative client */
    public static KafkaProgress open(Topics topics, Map<String, Object> admin) {
        KafkaProgress progress = new KafkaProgress(
                new OfGroup(Admin.create(admin), topics.prefix(), topics.snapshots()), System::nanoTime);
        progress.thread.start();
        return progress;
    }

    @Override
    public long processed(int partition) {
        asked = true;
        Place place = places.get(partition);
        if (place == null || clock.getAsLong() - place.moved() >= STANDS_STILL) {
            return Long.MAX_VALUE;
        }
        return place.offset();
    }

    @Override
    public void whenMoved(Runnable waiter) {
        waiting.add(waiter);
    }

    @Override
    public void close() {
        thread.interrupt();
        committed.close();
    }

    private void work() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS_MS);
                if (asked || !waiting.isEmpty()) {
                    asked = false;
                    look();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void look() throws InterruptedException {
        try {
            committed.offsets().forEach(this::move);
        } catch (ExecutionException | TimeoutException e) {
            logger.debug("Kafka does not say where the topology is", e);
        }
        for (int i = waiting.size(); i > 0; i--) {
            Runnable next = waiting.poll();
            if (next != null) {
                next.run();
            }
        }
    }

    private void move(int partition, long offset) {
        places.merge(
                partition,
                new Place(offset, clock.getAsLong()),
                (old, now) -> now.offset() == old.offset() ? old : now);
    }

    private record OfGroup(Admin admin, String group, String topic) implements Committed {
        @Override
        public Map<Integer, Long> offsets() throws InterruptedException, ExecutionException, TimeoutException {
            Map<TopicPartition, OffsetAndMetadata> all = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
            Map<Integer, Long> offsets = new ConcurrentHashMap<>();
            all.forEach((partition, offset) -> {
                if (offset != null && partition.topic().equals(topic)) {
                    offsets.put(partition.partition(), offset.offset());
                }
            });
            return offsets;
        }

        @Override
        public void close() {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
