/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.kafka;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that follows a topic until it is closed. Whatever goes wrong ends its consumer, which is replaced, and never the thread. */
public final class TopicFollower implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(TopicFollower.class);
    private static final long PAUSE_MS = 1000;
    /** In which a consumer leaves in order; interrupted, it says so as an error. */
    private static final long GRACE_MS = 1000;

    private static final long CLOSE_MS = 10_000;

    private final Supplier<? extends Consumer<byte[], byte[]>> consumers;
    private final Work work;
    private final long pauseMs;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> current;

    /** What is done with a consumer: returns when the follower is closed, or to be given another consumer a second later. */
    public interface Work {
        void follow(Consumer<byte[], byte[]> consumer);
    }

    /** @param name of the thread */
    public TopicFollower(String name, Supplier<? extends Consumer<byte[], byte[]>> consumers, Work work) {
        this(name, consumers, work, PAUSE_MS);
    }

    TopicFollower(String name, Supplier<? extends Consumer<byte[], byte[]>> consumers, Work work, long pauseMs) {
        this.consumers = consumers;
        this.work = work;
        this.pauseMs = pauseMs;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void work() {
        try {
            do {
                follow();
            } while (!closed.await(pauseMs, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            current = consumer;
            work.follow(consumer);
        } catch (WakeupException | InterruptException e) {
            logger.debug("woken to close");
        } catch (KafkaException e) {
            logger.warn("{}: cannot read, trying again: {}", thread.getName(), e.toString());
        } catch (RuntimeException e) {
            logger.error("{}: failed, trying again", thread.getName(), e);
        } finally {
            current = null;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Consumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(GRACE_MS);
            thread.interrupt(); // out of whatever else holds it up
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
