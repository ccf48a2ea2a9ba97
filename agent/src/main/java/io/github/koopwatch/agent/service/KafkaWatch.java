/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import io.github.koopwatch.agent.kafka.KafkaConnection;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Kafka now and then whether it is there: a role that only waits for its clients would not notice. */
final class KafkaWatch implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(KafkaWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Admin admin;
    private final long limitNanos;
    private final LongSupplier nanoTime;
    private final Thread thread = new Thread(this::work, "kafka-watch");
    private volatile long answered;
    private volatile boolean closed;

    /** @param limit how long it may be silent; counts from now */
    KafkaWatch(KafkaConnection kafka, Duration limit, LongSupplier nanoTime) {
        this.admin = kafka.openAdmin();
        this.limitNanos = limit.toNanos();
        this.nanoTime = nanoTime;
        answered = nanoTime.getAsLong();
        thread.setDaemon(true);
        thread.start();
    }

    /** False when the last answer is longer ago than the limit. */
    boolean answers() {
        return nanoTime.getAsLong() - answered <= limitNanos;
    }

    private void work() {
        try {
            while (!closed) {
                ask();
                Thread.sleep(EVERY.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() throws InterruptedException {
        try {
            admin.describeCluster().clusterId().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            answered = nanoTime.getAsLong();
        } catch (ExecutionException | TimeoutException e) {
            logger.debug("Kafka does not answer", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        admin.close(Duration.ZERO);
    }
}
