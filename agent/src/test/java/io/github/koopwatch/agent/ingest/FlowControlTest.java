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
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void flood_acksWithheld_staysUnderTheStreamsBoundAndLosesNothing() throws InterruptedException {
        long bound = 256 << 10;
        FakeProducer producer = FakeProducer.withheld();
        try (TestDoor door = new TestDoor(producer, new IngestLimits(bound, 1 << 30, 4));
                TestClient client = door.client()) {
            flood(client);
            assertHeld(door, bound, MESSAGE);
            assertThat(client.isReady()).as("the client is told to wait").isFalse();
            producer.release();
            await().atMost(LONG).until(() -> client.acked() == FLOOD);
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
            assertHeld(door, bound, (long) streams * MESSAGE);
            producer.release();
            await().atMost(LONG).until(() -> clients.stream().allMatch(client -> client.acked() == 500));
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
            String judged = "koopwatch_snapshots_received_total{door=\"grpc\"}";
            await().atMost(LONG).until(() -> door.metric(judged) > 0);
            await().during(Duration.ofMillis(300)).atMost(LONG).until(() -> door.metric(judged) < FLOOD - 1);
            client.read(Integer.MAX_VALUE);
            await().atMost(LONG).until(() -> client.acked() == FLOOD);
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

    /** The door fills up to the bound, and then holds no more than that and what it had asked for. */
    private static void assertHeld(TestDoor door, long bound, long asked) {
        await().atMost(LONG).until(() -> held(door) >= bound);
        await().during(Duration.ofMillis(300)).atMost(LONG).until(() -> held(door) <= bound + asked);
    }

    private static double held(TestDoor door) {
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
