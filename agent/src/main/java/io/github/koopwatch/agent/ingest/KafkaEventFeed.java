/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import com.google.protobuf.ByteString;
import io.github.koopwatch.agent.kafka.TopicFollower;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.v1.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tails the events topic: committed records only, from the end at the start, without a consumer group. One thread a process; it
 * goes on where it was after an error.
 */
public final class KafkaEventFeed implements EventFeed {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final String topic;
    private final Map<String, Set<Listener>> listeners = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final CountDownLatch following = new CountDownLatch(1);
    private final TopicFollower follower;

    public KafkaEventFeed(String topic, Supplier<? extends Consumer<byte[], byte[]>> consumers) {
        this.topic = topic;
        follower = new TopicFollower("koopwatch-events", consumers, this::follow);
        follower.start();
    }

    /** @param client bootstrap.servers and whatever security the cluster asks for */
    public static KafkaEventFeed open(Topics topics, Map<String, Object> client) {
        Map<String, Object> settings = settings(client);
        return new KafkaEventFeed(topics.events(), () -> new KafkaConsumer<>(settings));
    }

    static Map<String, Object> settings(Map<String, Object> client) {
        Map<String, Object> all = new HashMap<>(client);
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return all;
    }

    /** Waits until the end of the topic is known, from which on every event is passed on; false when that took too long. */
    public boolean awaitFollowing(Duration limit) throws InterruptedException {
        return following.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Subscription subscribe(String run, long incarnation, java.util.function.Consumer<Event> consumer) {
        Listener listener = new Listener(incarnation, consumer);
        listeners.compute(run, (name, there) -> {
            Set<Listener> set = there == null ? ConcurrentHashMap.newKeySet() : there;
            set.add(listener);
            return set;
        });
        return () -> listeners.computeIfPresent(run, (name, there) -> {
            there.remove(listener);
            return there.isEmpty() ? null : there;
        });
    }

    @Override
    public void close() {
        follower.close();
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        if (assign(consumer)) {
            following.countDown();
            while (!follower.isClosed()) {
                poll(consumer);
            }
        }
    }

    /** False while the topic is not there. */
    private boolean assign(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList();
        if (partitions.isEmpty()) {
            return false;
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        partitions.forEach(p -> consumer.seek(p, positions.computeIfAbsent(p, ends::get)));
        return true;
    }

    private void poll(Consumer<byte[], byte[]> consumer) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            pass(record);
        }
    }

    private void pass(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] json = record.value();
        if (json == null || listeners.isEmpty()) {
            return;
        }
        try {
            ChangeEvent change = Json.read(json, ChangeEvent.class);
            pass(change, change.evidence() == null ? json : Json.write(change.withEvidence(null)));
        } catch (IOException e) {
            LOG.warn(
                    "not an event, skipped: {} partition {} offset {}",
                    record.topic(),
                    record.partition(),
                    record.offset());
        }
    }

    private void pass(ChangeEvent change, byte[] json) {
        String run = change.run();
        Set<Listener> there = run == null ? null : listeners.get(run);
        if (there == null) {
            return;
        }
        Event event = Event.newBuilder()
                .setId(change.id())
                .setJsonBytes(ByteString.copyFrom(json))
                .build();
        there.stream().filter(l -> l.incarnation == change.incarnation()).forEach(l -> l.consumer.accept(event));
    }

    /** Compared by identity: two streams of one run are two listeners. */
    private static final class Listener {
        private final long incarnation;
        private final java.util.function.Consumer<Event> consumer;

        Listener(long incarnation, java.util.function.Consumer<Event> consumer) {
            this.incarnation = incarnation;
            this.consumer = consumer;
        }
    }
}
