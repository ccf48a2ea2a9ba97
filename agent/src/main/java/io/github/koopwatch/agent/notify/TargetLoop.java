/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import io.github.koopwatch.agent.kafka.TopicFollower;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one target of committed events, on a thread of its own. An event's offset is committed once the target has it, so
 * that nothing is lost while the target, the broker or this process is away: it is read again. A target that does not
 * answer holds up nobody else.
 */
final class TargetLoop implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(TargetLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** Alarms of silence that wait; they come from memory, so there is an end to how many. */
    private static final int MOST_RAISED = 1024;

    private final String topic;
    private final Delivery delivery;
    private final Supplier<List<ChangeEvent>> firing;
    private final Duration remindEvery;
    private final InstantSource clock;
    private final Runnable onDrop;
    private final Deque<Notice> raised = new ArrayDeque<>();
    private final TopicFollower follower;
    private Instant reminded = Instant.EPOCH;

    /**
     * @param firing what fires now
     * @param onDrop called for each alarm of silence that found no room
     */
    TargetLoop(
            String name,
            String topic,
            Supplier<? extends Consumer<byte[], byte[]>> consumers,
            Delivery delivery,
            Supplier<List<ChangeEvent>> firing,
            Duration remindEvery,
            InstantSource clock,
            Runnable onDrop) {
        this.topic = topic;
        this.delivery = delivery;
        this.firing = firing;
        this.remindEvery = remindEvery;
        this.clock = clock;
        this.onDrop = onDrop;
        this.follower = new TopicFollower("notify-" + name, consumers, this::follow);
    }

    void start() {
        follower.start();
    }

    /** Takes an alarm that no topic holds. Does not wait. */
    void raise(ChangeEvent alarm) {
        synchronized (raised) {
            raised.addLast(new Notice(alarm, clock.instant()));
            if (raised.size() > MOST_RAISED) {
                raised.removeFirst();
                onDrop.run();
            }
        }
    }

    @Override
    public void close() {
        follower.close();
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(topic));
        while (!follower.isClosed()) {
            round(consumer);
        }
    }

    /** While the target is left in peace the consumer still polls, or the group would think it gone. */
    private void round(Consumer<byte[], byte[]> consumer) {
        if (delivery.waits()) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.paused());
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            TopicPartition from = new TopicPartition(record.topic(), record.partition());
            if (!delivery.waits() && told(record)) {
                consumer.commitSync(Map.of(from, new OffsetAndMetadata(record.offset() + 1)));
            } else {
                consumer.seek(from, record.offset());
                consumer.pause(List.of(from));
            }
        }
        tellRaised();
        remind();
    }

    private boolean told(ConsumerRecord<byte[], byte[]> record) {
        return read(record)
                .map(event -> delivery.tell(new Notice(event, Instant.ofEpochMilli(record.timestamp()))))
                .orElse(true);
    }

    private static Optional<ChangeEvent> read(ConsumerRecord<byte[], byte[]> record) {
        try {
            ChangeEvent event = record.value() == null ? null : Json.read(record.value(), ChangeEvent.class);
            if (event != null && event.id() != null && event.kind() != null && RunKey.isValid(event.group())) {
                return Optional.of(event);
            }
        } catch (IOException ignored) {
            // said below, like a document that is no event
        }
        logger.warn(
                "not an event, skipped: {} partition {} offset {}",
                record.topic(),
                record.partition(),
                record.offset());
        return Optional.empty();
    }

    private void tellRaised() {
        Notice next = firstRaised();
        while (next != null && !delivery.waits() && delivery.tell(next)) {
            synchronized (raised) {
                raised.remove(next);
            }
            next = firstRaised();
        }
    }

    private @Nullable Notice firstRaised() {
        synchronized (raised) {
            return raised.peekFirst();
        }
    }

    private void remind() {
        Instant now = clock.instant();
        if (!delivery.waits() && !now.isBefore(reminded.plus(remindEvery))) {
            reminded = now;
            delivery.remind(firing.get(), now);
        }
    }
}
