/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.broker.EmbeddedBroker;
import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.v1.Record;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door with a real log behind it. */
class DoorOnBrokerTest {
    private static final Topics TOPICS = new Topics("door");
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private EmbeddedBroker broker;
    private KafkaSnapshotProducer producer;
    private KafkaEventFeed feed;
    private IngestServer server;
    private final AtomicInteger producersMade = new AtomicInteger();

    @BeforeEach
    void open() throws Exception {
        broker = EmbeddedBroker.start(data, "127.0.0.1", 0);
        try (TopicAdmin admin = TopicAdmin.open(KafkaConnection.to(broker.bootstrap()))) {
            admin.ensure(TOPICS, 2, (short) 1);
        }
        Map<String, Object> settings = KafkaSnapshotProducer.settings(impatient());
        producer = new KafkaSnapshotProducer(TOPICS.snapshots(), () -> {
            producersMade.incrementAndGet();
            return new KafkaProducer<>(settings);
        });
        feed = KafkaEventFeed.open(TOPICS, client());
        assertThat(feed.awaitFollowing(LONG)).isTrue();
        server = IngestServer.start(
                IngestServer.Options.plain("127.0.0.1", 0),
                new SnapshotService(
                        new RecordValidator(start -> Optional.empty()),
                        producer,
                        feed,
                        new IngestMetrics(new SimpleMeterRegistry()),
                        IngestLimits.defaults(),
                        ForkJoinPool.commonPool()));
    }

    @AfterEach
    void close() {
        server.close(Duration.ofSeconds(1));
        feed.close();
        producer.close();
        broker.close();
    }

    @Test
    void finish_everythingAcked_isInTheLogInOrder() throws Exception {
        try (PublishingClient client = client("r42")) {
            publish(client, 0, 500);
            assertThat(client.finish(LONG)).isTrue();
        }
        assertThat(steps("r42")).isEqualTo(range(0, 500));
    }

    @Test
    void event_onTheTopic_reachesTheClient() throws Exception {
        try (PublishingClient client = client("r42");
                Producer<byte[], byte[]> topology = new KafkaProducer<>(KafkaSnapshotProducer.settings(client()))) {
            publish(client, 0, 1);
            await().atMost(LONG).until(() -> steps("r42").size() == 1);
            ChangeEvent stall = new ChangeEvent(
                    "e1",
                    "r42",
                    "default",
                    null,
                    "weights",
                    null,
                    5,
                    "Stall",
                    "stop",
                    null,
                    7,
                    5,
                    "energy",
                    1,
                    2,
                    "warning",
                    "firing",
                    false,
                    "the run has stopped");
            topology.send(new ProducerRecord<>(TOPICS.events(), Json.write(stall)));
            topology.flush();
            await().atMost(LONG).until(() -> client.events().equals(List.of(stall)));
        }
    }

    /**
     * The broker is away for longer than a delivery may take, while the client publishes slowly: records fail at different
     * times. What the topology keeps of the log, steps that rise, must still be every step: no later record may have
     * overtaken one that had to be sent again.
     */
    @Test
    void outage_longerThanTheDeliveryTimeout_leavesNoGap() throws Exception {
        try (PublishingClient client = client("r42")) {
            publish(client, 0, 50);
            await().atMost(LONG).until(() -> steps("r42").size() == 50);
            broker.close();
            for (int step = 50; step < 150; step++) {
                publish(client, step, step + 1);
                Thread.sleep(40);
            }
            await().atMost(LONG).until(() -> producersMade.get() > 1);
            broker = EmbeddedBroker.start(data, "127.0.0.1", 0);
            publish(client, 150, 200);
            assertThat(client.finish(LONG)).isTrue();
            assertThat(client.refusals()).isEmpty();
        }
        assertThat(rising(steps("r42"))).isEqualTo(range(0, 200));
    }

    private PublishingClient client(String run) {
        return PublishingClient.open(
                "127.0.0.1:" + server.port(), Requests.run(2).setRun(run).build(), 5);
    }

    private static void publish(PublishingClient client, long from, long to) throws InterruptedException {
        for (long step = from; step < to; step++) {
            client.snapshot("weights", step, new float[] {step, -step});
        }
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.bootstrap());
    }

    /** Gives a delivery up after two seconds, so that the outage need not be long. */
    private Map<String, Object> impatient() {
        Map<String, Object> all = new HashMap<>(client());
        all.put("delivery.timeout.ms", 2000);
        all.put("request.timeout.ms", 1000);
        all.put("max.block.ms", 2000L);
        all.put("reconnect.backoff.max.ms", 200L);
        return all;
    }

    private List<Long> steps(String run) {
        List<Long> steps = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(KafkaEventFeed.settings(client()))) {
            List<TopicPartition> partitions =
                    List.of(new TopicPartition(TOPICS.snapshots(), 0), new TopicPartition(TOPICS.snapshots(), 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> {
                    assertThat(new String(r.key(), StandardCharsets.UTF_8)).isEqualTo(run);
                    step(r.value()).ifPresent(steps::add);
                });
            }
        }
        return steps;
    }

    private static Optional<Long> step(byte[] value) {
        try {
            Record record = Record.parseFrom(value);
            return record.hasSnapshot() ? Optional.of(record.getSnapshot().getStep()) : Optional.empty();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Long> rising(List<Long> steps) {
        List<Long> kept = new ArrayList<>();
        long last = -1;
        for (long step : steps) {
            if (step > last) {
                kept.add(step);
                last = step;
            }
        }
        return kept;
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }
}
