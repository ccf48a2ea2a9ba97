/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Record;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/** The door with a real log behind it, and what the log holds. */
final class RealDoor implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(2);

    final Topics topics;
    private final Map<String, Object> kafka;
    private final IngestLimits limits;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final KafkaSnapshotProducer producer;
    private final KafkaEventFeed feed;
    private final IngestServer server;
    private final AtomicInteger producersMade = new AtomicInteger();

    /** @param more settings of the producer */
    RealDoor(String bootstrap, String prefix, Map<String, Object> more) throws Exception {
        this(bootstrap, prefix, more, IngestLimits.defaults());
    }

    RealDoor(String bootstrap, String prefix, Map<String, Object> more, IngestLimits limits) throws Exception {
        this.limits = limits;
        topics = new Topics(prefix);
        kafka = Map.of("bootstrap.servers", bootstrap);
        try (TopicAdmin admin = TopicAdmin.open(KafkaConnection.to(bootstrap))) {
            admin.ensure(topics, 2, (short) 1);
        }
        Map<String, Object> client = new HashMap<>(kafka);
        client.putAll(more);
        Map<String, Object> settings = KafkaSnapshotProducer.settings(client);
        producer = new KafkaSnapshotProducer(topics.snapshots(), () -> {
            producersMade.incrementAndGet();
            return new KafkaProducer<>(settings);
        });
        feed = KafkaEventFeed.open(topics, kafka);
        assertThat(feed.awaitFollowing(LONG)).isTrue();
        server = IngestServer.start(IngestServer.Options.plain("127.0.0.1", 0), service());
    }

    private SnapshotService service() {
        return new SnapshotService(
                new RecordValidator(start -> Optional.empty()),
                producer,
                feed,
                new IngestMetrics(registry),
                limits,
                ForkJoinPool.commonPool());
    }

    /** How many producers the door has needed so far: one more after each failure. */
    int producersMade() {
        return producersMade.get();
    }

    /** Bytes that clients have sent and that are not in the log. */
    double inFlight() {
        return registry.get("koopwatch.ingest.in.flight").gauge().value();
    }

    /** A client of a run with two weights, incarnation 5. */
    PublishingClient client(String run) {
        return PublishingClient.open(
                "127.0.0.1:" + server.port(), Requests.run(2).setRun(run).build(), Requests.INCARNATION);
    }

    static void publish(PublishingClient client, long from, long to) throws InterruptedException {
        for (long step = from; step < to; step++) {
            client.snapshot("weights", step, new float[] {step, -step});
        }
    }

    /** The steps of the run's snapshots, in the log's order. */
    List<Long> steps(String run) {
        List<Long> steps = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(KafkaEventFeed.settings(kafka))) {
            List<TopicPartition> partitions =
                    List.of(new TopicPartition(topics.snapshots(), 0), new TopicPartition(topics.snapshots(), 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> step(run, r).ifPresent(steps::add));
            }
        }
        return steps;
    }

    private static Optional<Long> step(String run, ConsumerRecord<byte[], byte[]> r) {
        try {
            Record record = Record.parseFrom(r.value());
            boolean its = record.hasSnapshot() && new String(r.key(), StandardCharsets.UTF_8).equals(run);
            return its ? Optional.of(record.getSnapshot().getStep()) : Optional.empty();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close(Duration.ofSeconds(1));
        feed.close();
        producer.close();
    }
}
