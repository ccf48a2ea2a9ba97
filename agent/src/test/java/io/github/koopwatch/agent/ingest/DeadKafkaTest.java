/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.RealDoor.LONG;
import static io.github.koopwatch.agent.ingest.Requests.snapshot;
import static io.github.koopwatch.agent.ingest.Requests.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.contract.Topics;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka that stands still, or is not there: memory stays bounded, publishers wait, nothing acknowledged is lost. */
class DeadKafkaTest {
    private static final int PUBLISHERS = 4;
    private static final int BUDGET = 16 << 10;
    /** A message of two weights with what is around it. */
    private static final int MESSAGE = 100;

    @TempDir
    Path data;

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private Process broker() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutageTest.class.getName(),
                        data.toString())
                .redirectError(data.resolve("broker.log").toFile())
                .start();
    }

    private static Thread publisher(PublishingClient client, AtomicLong published, AtomicBoolean enough) {
        Thread thread = new Thread(() -> {
            try {
                while (!enough.get()) {
                    long step = published.get();
                    client.snapshot("weights", step, new float[] {step, -step});
                    published.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void brokerThatStandsStill_memoryStaysUnderTheBudget_publishersWait_andEveryStepArrives() throws Exception {
        Process broker = broker();
        IngestLimits limits = new IngestLimits(BUDGET / 2, BUDGET, 4);
        AtomicBoolean enough = new AtomicBoolean();
        List<PublishingClient> clients = new ArrayList<>();
        List<AtomicLong> published = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try (RealDoor door = new RealDoor(broker.inputReader().readLine(), "dead", Map.of(), limits)) {
            for (int i = 0; i < PUBLISHERS; i++) {
                clients.add(door.client("r" + i));
                published.add(new AtomicLong());
                threads.add(publisher(clients.get(i), published.get(i), enough));
            }
            await().atMost(LONG).until(() -> published.stream().allMatch(n -> n.get() > 200));
            signal(broker, "STOP");
            await().atMost(LONG).until(() -> door.inFlight() >= BUDGET);
            await().atMost(LONG).until(() -> stands(published));
            assertThat(door.inFlight()).isLessThanOrEqualTo(BUDGET + PUBLISHERS * MESSAGE);
            enough.set(true);
            signal(broker, "CONT");
            for (int i = 0; i < PUBLISHERS; i++) {
                threads.get(i).join();
                assertThat(clients.get(i).finish(LONG)).isTrue();
                assertThat(rising(door.steps("r" + i)))
                        .isEqualTo(LongStream.range(0, published.get(i).get())
                                .boxed()
                                .toList());
            }
            await().atMost(LONG).until(() -> door.inFlight() == 0);
        } finally {
            enough.set(true);
            clients.forEach(PublishingClient::close);
            broker.destroyForcibly().waitFor();
        }
    }

    /** All publishers are held up: their queues are full, and the door reads nothing. */
    private static boolean stands(List<AtomicLong> published) throws InterruptedException {
        long before = published.stream().mapToLong(AtomicLong::get).sum();
        Thread.sleep(500);
        return published.stream().mapToLong(AtomicLong::get).sum() == before;
    }

    private static List<Long> rising(List<Long> steps) {
        List<Long> kept = new ArrayList<>();
        for (long step : steps) {
            if (kept.isEmpty() || step > kept.get(kept.size() - 1)) {
                kept.add(step);
            }
        }
        return kept;
    }

    @Test
    void brokerThatIsNotThere_nothingIsAcknowledged_andTheMemoryComesBack() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        KafkaSnapshotProducer producer = KafkaSnapshotProducer.open(
                new Topics("nowhere"),
                Map.of(
                        "bootstrap.servers",
                        "127.0.0.1:1",
                        "max.block.ms",
                        500L,
                        "request.timeout.ms",
                        500,
                        "delivery.timeout.ms",
                        1000));
        SnapshotService service = new SnapshotService(
                new RecordValidator(s -> Optional.empty()),
                producer,
                new FakeFeed(),
                new IngestMetrics(registry),
                new IngestLimits(BUDGET, BUDGET, 4),
                ForkJoinPool.commonPool());
        try (IngestServer server = IngestServer.start(IngestServer.Options.plain("127.0.0.1", 0), service);
                TestClient client = TestClient.connect(server)) {
            client.send(start(1, 1));
            for (int i = 2; i < 2000; i++) {
                client.send(snapshot(i, i, 1));
            }
            await().atMost(LONG).until(() -> client.over() != null);
            assertThat(client.over()).extracting(Status::getCode).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(client.acked()).isZero();
            await().atMost(LONG)
                    .until(() ->
                            registry.get("koopwatch.ingest.in.flight").gauge().value() == 0);
            server.close(Duration.ofSeconds(1));
        } finally {
            producer.close();
        }
    }
}
