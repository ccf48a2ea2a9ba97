/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Requests.at;
import static io.github.koopwatch.agent.ingest.Requests.run;
import static io.github.koopwatch.agent.ingest.Requests.scalars;
import static io.github.koopwatch.agent.ingest.Requests.snapshot;
import static io.github.koopwatch.agent.ingest.Requests.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.RetryInfo;
import io.github.koopwatch.v1.PublishRequest;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The limits of the gRPC door, at each and one beyond: rates slow, numbers refuse and say when to come back. */
class DoorLimitsTest {
    private static final Rate FREE = Rate.UNLIMITED;
    private static final Duration MOMENT = Duration.ofMillis(150);

    private final FakeTime time = new FakeTime();
    private final FakeProducer producer = FakeProducer.immediate();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private TestDoor door(FakeProducer log, Rate run, Rate all, int streams, int runs, int ahead) {
        IngestLimits limits = new IngestLimits(4 << 20, 64 << 20, 4, run, all, streams, runs, ahead);
        TestDoor door = new TestDoor(log, limits, time);
        open.add(door);
        return door;
    }

    private TestClient client(TestDoor door) {
        TestClient client = door.client();
        open.add(client);
        return client;
    }

    private static PublishRequest startOf(String run) {
        return at(1).setStart(run(1).setRun(run)).build();
    }

    private static void flood(TestClient client, int to) {
        for (int i = 2; i <= to; i++) {
            client.send(snapshot(i, i, 1));
        }
    }

    private void awaitSent(int count) {
        await().until(() -> producer.sent().size() == count);
    }

    /** Nothing more is read, however long one waits. */
    private void assertStays(int count) {
        await().during(MOMENT).until(() -> producer.sent().size() == count);
    }

    @Test
    void runRate_aBurstIsReadAtOnce_thenAsManyAsTheRateSays_andNothingIsLost() {
        TestDoor door = door(producer, new Rate(10, 1e9, 2), FREE, 9, 9, 0);
        TestClient client = client(door).send(start(1, 1));
        flood(client, 50);
        awaitSent(20); // the start among them
        assertStays(20);
        assertThat(door.metric("koopwatch_ingest_slowed_total{limit=\"run_rate\"}"))
                .isPositive();
        for (int millis = 100; millis <= 2900; millis += 100) {
            await().until(() -> time.timers() == 1);
            time.advanceMillis(100);
            int most = 21 + millis / 100;
            await().until(() -> time.timers() == 1 || producer.sent().size() == 50);
            assertThat(producer.sent().size()).isBetween(most - 2, most);
        }
        time.advanceMillis(100);
        awaitSent(50);
        assertThat(client.refusals()).isEmpty();
        await().until(() -> client.acked() == 50);
    }

    @Test
    void runBytes_areSlowedAlike() {
        int size = snapshot(2, 2, 1).getSerializedSize();
        door(producer, new Rate(1e9, 10.0 * size, 1), FREE, 9, 9, 0);
        TestDoor door = (TestDoor) open.get(0);
        TestClient client = client(door).send(start(1, 1));
        flood(client, 40);
        await().until(() -> time.timers() == 1);
        int burst = producer.sent().size();
        assertThat(burst).isBetween(6, 11);
        assertStays(burst);
        time.advanceMillis(60_000);
        await().until(() -> producer.sent().size() > burst + 5);
    }

    @Test
    void runThatIsSlowed_holdsUpNoOther() {
        TestDoor door = door(producer, new Rate(10, 1e9, 1), FREE, 9, 9, 0);
        TestClient flood = client(door).send(startOf("flood"));
        flood(flood, 500);
        awaitSent(10);
        TestClient other = client(door).send(startOf("other"));
        flood(other, 10);
        await().until(() -> other.acked() == 10);
        assertStays(20);
    }

    @Test
    void runThatComesBack_hasNoNewBurst() throws InterruptedException {
        TestDoor door = door(producer, new Rate(10, 1e9, 1), FREE, 9, 9, 0);
        TestClient first = client(door).send(startOf("r"));
        flood(first, 50);
        awaitSent(10);
        first.close();
        await().until(() -> door.metric("koopwatch_ingest_streams") == 0);
        TestClient second = client(door).send(startOf("r"));
        flood(second, 50);
        awaitSent(11); // its start, which had to be read to know the run
        assertStays(11);
    }

    @Test
    void streamsOfOneRun_shareItsRate() {
        TestDoor door = door(producer, new Rate(10, 1e9, 2), FREE, 9, 9, 0);
        TestClient a = client(door).send(startOf("r"));
        TestClient b = client(door).send(startOf("r"));
        flood(a, 50);
        flood(b, 50);
        await().until(() -> time.timers() == 2);
        int sent = producer.sent().size();
        assertThat(sent).isBetween(20, 21); // what both had asked for when the last was taken
        assertStays(sent);
    }

    @Test
    void rateOfAll_isSharedByAll() {
        TestDoor door = door(producer, FREE, new Rate(10, 1e9, 2), 9, 9, 0);
        TestClient a = client(door).send(startOf("a"));
        TestClient b = client(door).send(startOf("b"));
        flood(a, 50);
        flood(b, 50);
        await().until(() -> time.timers() == 2);
        assertThat(producer.sent().size()).isBetween(20, 21);
        assertThat(door.metric("koopwatch_ingest_slowed_total{limit=\"rate\"}")).isPositive();
    }

    @Test
    void ahead_runIsReadUntilSoManyWaitForTheTopology_andGoesOnWithIt() {
        AtomicLong offset = new AtomicLong();
        FakeProducer log = FakeProducer.of(s -> s.delivery().durable(3, offset.getAndIncrement()));
        TestDoor door = door(log, FREE, FREE, 9, 9, 5);
        time.move(3, 0);
        TestClient client = client(door).send(start(1, 1));
        flood(client, 30);
        await().until(() -> log.sent().size() == 5 && time.waiters() == 1);
        assertThat(client.acked()).isEqualTo(5);
        time.move(3, 2);
        await().until(() -> log.sent().size() == 7 && time.waiters() == 1);
        time.move(3, Long.MAX_VALUE); // nobody knows how far it is
        await().until(() -> client.acked() == 30);
        assertThat(door.metric("koopwatch_ingest_slowed_total{limit=\"ahead\"}"))
                .isEqualTo(2);
    }

    @Test
    void ahead_runThatIsASmallPartOfWhatWaits_isNotHeldUp() {
        AtomicLong offset = new AtomicLong(10_000); // a worker catches up with what others sent while it was away
        FakeProducer log = FakeProducer.of(s -> s.delivery().durable(3, offset.getAndIncrement()));
        TestDoor door = door(log, FREE, FREE, 9, 9, 5);
        time.move(3, 0);
        TestClient client = client(door).send(start(1, 1));
        flood(client, 900);
        await().until(() -> client.acked() == 900);
        assertThat(door.metric("koopwatch_ingest_slowed_total{limit=\"ahead\"}"))
                .isZero();
    }

    @Test
    void ahead_whatIsOnItsWayToTheLogCountsToo() {
        FakeProducer log = FakeProducer.withheld();
        TestDoor door = door(log, FREE, FREE, 9, 9, 5);
        time.move(0, 0);
        TestClient client = client(door).send(start(1, 1));
        flood(client, 30);
        await().until(() -> log.sent().size() == 5 && time.waiters() == 1);
        log.sent().get(0).delivery().failed(new IllegalStateException("away"));
        await().until(() -> client.over() != null);
        assertThat(client.over()).extracting(Status::getCode).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void ahead_ofAShardedRun_twoStepsAlwaysFit() {
        FakeProducer log = FakeProducer.withheld();
        TestDoor door = door(log, FREE, FREE, 9, 9, 1);
        time.move(0, 0);
        TestClient client = client(door);
        client.send(at(1).setStart(run(1).setShards(4)).build());
        for (int i = 2; i <= 20; i++) {
            client.send(scalars(i));
        }
        await().until(() -> log.sent().size() == 8 && time.waiters() == 1);
    }

    @Test
    void streams_atTheLimit_areServed_oneMoreIsToldWhenToComeBack() {
        TestDoor door = door(producer, FREE, FREE, 2, 9, 0);
        TestClient a = client(door).send(startOf("a"));
        TestClient b = client(door).send(startOf("b"));
        await().until(() -> a.acked() == 1 && b.acked() == 1);
        TestClient c = client(door).send(startOf("c"));
        await().until(() -> c.over() != null);
        assertRefused(c, "open streams: expected at most 2, the limit of this service, got 3; try again in 5 s", 5);
        assertThat(door.metric("koopwatch_ingest_streams_refused_total{limit=\"streams\"}"))
                .isEqualTo(1);
        a.halfClose();
        await().until(() -> door.metric("koopwatch_ingest_streams") == 1);
        TestClient again = client(door).send(startOf("c"));
        await().until(() -> again.acked() == 1);
    }

    @Test
    void runs_atTheLimit_areServed_oneMoreIsToldWhenToComeBack() {
        TestDoor door = door(producer, FREE, FREE, 9, 2, 0);
        TestClient a = client(door).send(startOf("a"));
        TestClient b = client(door).send(startOf("b"));
        TestClient more = client(door).send(startOf("a"));
        await().until(() -> a.acked() == 1 && b.acked() == 1 && more.acked() == 1);
        TestClient c = client(door).send(startOf("c"));
        await().until(() -> c.over() != null);
        assertRefused(
                c,
                "runs with an open stream: expected at most 2, the limit of this service, got 3; try again in 30 s",
                30);
        assertThat(door.metric("koopwatch_ingest_streams_refused_total{limit=\"runs\"}"))
                .isEqualTo(1);
        b.halfClose();
        await().until(() -> door.metric("koopwatch_ingest_streams") == 2);
        TestClient again = client(door).send(startOf("c"));
        await().until(() -> again.acked() == 1);
    }

    private static void assertRefused(TestClient client, String text, long seconds) {
        Status over = Objects.requireNonNull(client.over());
        assertThat(over.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(over.getDescription()).isEqualTo(text);
        assertThat(client.trailers().get(Exhausted.RETRY_AFTER)).isEqualTo(Long.toString(seconds * 1000));
        assertThat(StatusProto.fromStatusAndTrailers(over, client.trailers()).getDetailsList())
                .singleElement()
                .satisfies(detail -> assertThat(
                                detail.unpack(RetryInfo.class).getRetryDelay().getSeconds())
                        .isEqualTo(seconds));
    }

    @Test
    void runsThatComeAndGo_areForgottenOnceTheirRateIsWholeAgain() {
        IngestLimits limits = new IngestLimits(1, 1, 1, new Rate(10, 1e9, 1), FREE, 9, 1, 0);
        Pacing pacing = new Pacing(limits, time, time::nanos);
        for (int i = 0; i < 5000; i++) {
            RunPace run = pacing.enter("run-" + i).orElseThrow();
            pacing.took(run, 100);
            run.closed();
            time.advanceMillis(500);
        }
        assertThat(pacing.known()).isLessThan(10);
    }
}
