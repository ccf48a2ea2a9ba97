/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.v1.Record;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Everything that was committed, in the order of its key, as a reader of committed records sees it through all faults. */
final class Committed implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Topics topics;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, Map<String, List<Arrived>>> values = new HashMap<>();
    private final Map<String, BitSet> durable = new HashMap<>();
    private final Map<String, RunState> states = new HashMap<>();
    private final Thread thread = new Thread(this::work, "committed");
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;

    /**
     * A record and when it came here.
     *
     * @param nanos of this process's clock
     */
    private record Arrived(byte[] value, long nanos) {}

    /** Follows from the beginning; the topics must exist. */
    Committed(String kafka, Topics topics) {
        this.topics = topics;
        Map<String, Object> settings = new HashMap<>(KafkaConnection.to(kafka).consumer());
        // A reset would hide a loss.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        consumer = new KafkaConsumer<>(settings);
        List<TopicPartition> all = topics.all().stream()
                .flatMap(t -> consumer.partitionsFor(t.name()).stream())
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(all);
        all.forEach(p -> consumer.seek(p, 0));
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        while (!closed) {
            try {
                consumer.poll(POLL).forEach(this::keep);
            } catch (org.apache.kafka.clients.consumer.InvalidOffsetException e) {
                failure = e;
                return;
            } catch (KafkaException e) {
                // The broker is away; it is asked again.
                pause();
            } catch (RuntimeException e) {
                failure = e;
                return;
            }
        }
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void keep(ConsumerRecord<String, byte[]> record) {
        if (record.topic().equals(topics.snapshots())) {
            snapshot(record);
        } else if (record.topic().equals(topics.runs())) {
            state(record);
        } else {
            values.computeIfAbsent(record.topic(), t -> new HashMap<>())
                    .computeIfAbsent(String.valueOf(record.key()), k -> new ArrayList<>())
                    .add(new Arrived(record.value(), System.nanoTime()));
        }
    }

    private void snapshot(ConsumerRecord<String, byte[]> record) {
        try {
            Record parsed = Record.parseFrom(record.value());
            BitSet steps = durable.computeIfAbsent(record.key(), k -> new BitSet());
            if (parsed.hasSnapshot()) {
                steps.set((int) parsed.getSnapshot().getStep());
            } else if (parsed.hasRefused()) {
                steps.set((int) parsed.getRefused().getStep());
            }
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void state(ConsumerRecord<String, byte[]> record) {
        try {
            states.put(record.key(), Json.read(record.value(), RunState.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Committed values of a key in order, a copy. */
    synchronized List<byte[]> values(String topic, String key) {
        failed();
        return arrived(topic, key).stream().map(Arrived::value).toList();
    }

    private List<Arrived> arrived(String topic, String key) {
        return values.getOrDefault(topic, Map.of()).getOrDefault(key, List.of());
    }

    /** When the first {@code records} of a key were all there, in nanoseconds of this process's clock; {@code since} if there are none. */
    synchronized long complete(String topic, String key, int records, long since) {
        List<Arrived> of = arrived(topic, key);
        return records == 0 ? since : of.get(records - 1).nanos();
    }

    synchronized int size(String topic, String key) {
        failed();
        return arrived(topic, key).size();
    }

    synchronized List<String> keys(String topic) {
        return List.copyOf(values.getOrDefault(topic, Map.of()).keySet());
    }

    /** The first row of a run that is not on the snapshots topic. */
    synchronized int firstMissing(String run) {
        failed();
        return durable.getOrDefault(run, new BitSet()).nextClearBit(0);
    }

    synchronized Optional<RunState> state(String run) {
        failed();
        return Optional.ofNullable(states.get(run));
    }

    private void failed() {
        RuntimeException why = failure;
        if (why != null) {
            throw new IllegalStateException("committed records cannot be read", why);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
