/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Requests.snapshot;
import static io.github.koopwatch.agent.ingest.Requests.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Memory stays bounded, whoever is slow. */
class FlowControlTest {
    private static final int DIMENSION = 1024;
    private static final int MESSAGE = DIMENSION * Float.BYTES + 64;
    private static final int FLOOD = 10_000;

    @Test
    void flood_acksWithheld_staysUnderTheStreamsBoundAndLosesNothing() throws InterruptedException {
        long bound = 256 << 10;
        FakeProducer producer = FakeProducer.withheld();
        try (TestDoor door = new TestDoor(producer, new IngestLimits(bound, 1 << 30, 4));
                TestClient client = door.client()) {
            flood(client);
            double held = awaitStill(door);
            assertThat(held).isBetween((double) bound, (double) bound + MESSAGE);
            assertThat(client.isReady()).as("the client is told to wait").isFalse();
            producer.release();
            await().atMost(Duration.ofSeconds(30)).until(() -> client.acked() == FLOOD);
            assertThat(door.metric("koopwatch_ingest_in_flight_bytes")).isZero();
            assertInOrder(producer);
        }
    }

    @Test
    void flood_ofManyStreams_staysUnderTheBoundOfAllAndEachGoesOn() throws InterruptedException {
        long bound = 64 << 10;
        int streams = 8;
        FakeProducer producer = FakeProducer.withheld();
        List<TestClient> clients = new ArrayList<>();
        try (TestDoor door = new TestDoor(producer, new IngestLimits(bound, bound, 4))) {
            for (int i = 0; i < streams; i++) {
                clients.add(door.client());
            }
            clients.forEach(client -> send(client, 500));
            double held = awaitStill(door);
            assertThat(held).isBetween((double) bound, (double) bound + streams * MESSAGE);
            producer.release();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> clients.stream().allMatch(client -> client.acked() == 500));
        } finally {
            for (TestClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void refusals_clientDoesNotRead_stopTheReading() throws InterruptedException {
        try (TestDoor door = new TestDoor(FakeProducer.immediate());
                TestClient client = TestClient.thatDoesNotRead(door.server)) {
            client.send(start(1, 1));
            for (int i = 2; i <= FLOOD; i++) {
                client.send(snapshot(i, i, Float.NaN));
            }
            awaitStill(door);
            double judged = door.metric("koopwatch_snapshots_received_total{door=\"grpc\"}");
            assertThat(judged).isLessThan(FLOOD - 1);
            client.read(Integer.MAX_VALUE);
            await().atMost(Duration.ofSeconds(30)).until(() -> client.acked() == FLOOD);
            assertThat(client.refusals()).hasSize(FLOOD - 1);
        }
    }

    private static void flood(TestClient client) {
        send(client, FLOOD);
    }

    private static void send(TestClient client, int count) {
        float[] values = new float[DIMENSION];
        client.send(start(1, DIMENSION));
        for (int i = 2; i <= count; i++) {
            client.send(snapshot(i, i, values));
        }
    }

    /** The bytes in flight once the door has judged nothing more for a while. */
    private static double awaitStill(TestDoor door) {
        String received = "koopwatch_snapshots_received_total{door=\"grpc\"}";
        double[] last = {-1};
        await().pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    double before = last[0];
                    last[0] = door.metric(received);
                    return before > 0 && before == last[0];
                });
        return door.metric("koopwatch_ingest_in_flight_bytes");
    }

    private static void assertInOrder(FakeProducer producer) {
        List<Long> steps = producer.records().stream()
                .skip(1)
                .map(r -> r.getSnapshot().getStep())
                .toList();
        assertThat(steps).hasSize(FLOOD - 1).isSorted();
    }
}
