/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.broker.EmbeddedBroker;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.streams.Drop;
import io.github.koopwatch.streams.PipelineCounters;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.Snapshot;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alive but idle while input waits is said at every place where one may ask, and taken back when it is over. */
class SilentStopTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration SILENCE = Duration.ofSeconds(3);
    private static final long BORN = 1_700_000_000_000L;
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);

    @TempDir
    private Path data = Path.of("");

    /** Does something to the topology whenever a snapshot was taken. */
    private record Trap(Runnable spring) implements PipelineCounters {
        @Override
        public void accepted() {
            spring.run();
        }

        @Override
        public void rejected(Reason reason) {}

        @Override
        public void dropped(Drop why) {}

        @Override
        public void deadLetter(Reason reason) {}

        @Override
        public void groupFull() {}
    }

    private Service start(Optional<String> kafka, Set<Role> roles, Runnable trap) {
        ServiceSettings settings = new ServiceSettings(
                kafka, new Properties(), roles, data.resolve("service"), "127.0.0.1", false, 0, 0, 0, TOPICS, 2, 1, 2);
        Service service = Service.start(settings, SILENCE, registry -> new Trap(trap));
        try {
            await().atMost(LIMIT).until(service::ready);
        } catch (RuntimeException e) {
            service.close(); // before its directory goes
            throw e;
        }
        service.serve();
        return service;
    }

    /** One snapshot straight through Kafka, behind the RunStart it needs. */
    private static void publish(String kafka, int step) {
        Record start = Record.newBuilder()
                .setIncarnation(BORN)
                .setStart(Trainings.start("r", 2))
                .build();
        Record snapshot = Record.newBuilder()
                .setIncarnation(BORN)
                .setSnapshot(Snapshot.newBuilder()
                        .setObservable("weights")
                        .setStep(step)
                        .setValues(Float32.bytes(new float[] {1, step})))
                .build();
        try (KafkaProducer<String, byte[]> producer = KafkaConnection.to(kafka).openProducer()) {
            producer.send(new ProducerRecord<>(TOPICS.snapshots(), "r", start.toByteArray()));
            producer.send(new ProducerRecord<>(TOPICS.snapshots(), "r", snapshot.toByteArray()));
        }
    }

    private static ServingStatus health(String grpc) {
        ManagedChannel channel = Grpc.newChannelBuilder(grpc, InsecureChannelCredentials.create())
                .build();
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus();
        } finally {
            channel.shutdownNow();
        }
    }

    private static void assertTold(Service service, boolean ready, String... conditions) {
        Api api = new Api(service.endpoints().http());
        assertThat(api.get("/readyz").statusCode()).isEqualTo(ready ? 200 : 503);
        for (String condition : conditions) {
            assertThat(api.get("/readyz").body()).contains("\"" + condition + "\":" + ready);
            String series = "koopwatch_ready\\{condition=\"" + condition.replace(' ', '_') + "\"";
            assertThat(api.metric(series)).as(series).isEqualTo(ready ? 1 : 0);
        }
        assertThat(health(service.endpoints().grpc()))
                .isEqualTo(ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
        assertThat(api.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void aTopologyThatHangsInARecord_isNotReady_untilItGoesOn() {
        CountDownLatch release = new CountDownLatch(1);
        try (Service service = start(Optional.empty(), EnumSet.allOf(Role.class), () -> hang(release))) {
            await().atMost(LIMIT).untilAsserted(() -> assertTold(service, true, "input not waiting"));
            publish(service.endpoints().kafka(), 0);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertTold(service, false, "input not waiting", "threads at work"));
            assertThat(service.failed()).isFalse();
            release.countDown();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertTold(service, true, "input not waiting", "threads at work"));
        } finally {
            release.countDown();
        }
    }

    private static void hang(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** About a minute: each successor waits for its predecessor's session to run out. */
    @Test
    @Tag("soak")
    void aTopologyThatFailsAtEveryTry_isReplacedThreeTimes_thenTheProcessHasFailed() {
        AtomicInteger tries = new AtomicInteger();
        Runnable trap = () -> {
            tries.incrementAndGet();
            throw new IllegalStateException("a trap");
        };
        try (Service service = start(Optional.empty(), EnumSet.allOf(Role.class), trap)) {
            publish(service.endpoints().kafka(), 0);
            await().dontCatchUncaughtExceptions().atMost(LIMIT.multipliedBy(4)).until(service::failed);
            assertThat(tries).hasValue(4);
            assertThat(service.ready()).isFalse();
        }
    }

    @Test
    void aDoorWhoseKafkaIsGone_isNotServing_untilItIsBack() {
        EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", 0);
        String kafka = broker.bootstrap();
        int port = Integer.parseInt(kafka.substring(kafka.lastIndexOf(':') + 1));
        try (Service service = start(Optional.of(kafka), EnumSet.of(Role.INGEST), () -> {})) {
            await().atMost(LIMIT).untilAsserted(() -> assertTold(service, true, "kafka answers"));
            broker.close();
            await().atMost(LIMIT).untilAsserted(() -> assertTold(service, false, "kafka answers"));
            broker = EmbeddedBroker.start(data.resolve("kafka"), "127.0.0.1", port);
            await().atMost(LIMIT).untilAsserted(() -> assertTold(service, true, "kafka answers"));
        } finally {
            broker.close();
        }
    }
}
