/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Requests.scalars;
import static io.github.koopwatch.agent.ingest.Requests.snapshot;
import static io.github.koopwatch.agent.ingest.Requests.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client is told while the log is slow, out of order, or away. */
class DeliveryTest {
    private static final int MANY = 200;

    private final FakeProducer producer = FakeProducer.withheld();
    private final TestDoor door = new TestDoor(producer);
    private final TestClient client = door.client();

    @AfterEach
    void close() throws InterruptedException {
        client.close();
        door.close();
    }

    @Test
    void acked_nothingDurable_staysAway() {
        client.send(start(1, 1), snapshot(2, 0, 1));
        awaitSent(2);
        assertThat(client.responses()).isEmpty();
        producer.sent().get(0).delivery().durable();
        await().until(() -> client.acked() == 1);
    }

    @Test
    void acked_deliveriesOutOfOrder_neverPassesWhatIsNotDurable() {
        client.send(start(1, 1), snapshot(2, 0, 1), snapshot(3, 1, 1), snapshot(4, 2, 1));
        awaitSent(4);
        List<FakeProducer.Sent> sent = producer.sent();
        sent.get(3).delivery().durable();
        sent.get(1).delivery().durable();
        sent.get(0).delivery().durable();
        await().until(() -> client.acked() == 2);
        sent.get(2).delivery().durable();
        await().until(() -> client.acked() == 4);
    }

    @Test
    void acked_anyOrderOfDeliveries_risesToTheLast() {
        client.send(start(1, 1));
        for (int i = 2; i <= MANY; i++) {
            client.send(snapshot(i, i, i));
        }
        awaitSent(MANY);
        List<FakeProducer.Sent> shuffled = new ArrayList<>(producer.sent());
        Collections.shuffle(shuffled, new Random(4));
        shuffled.forEach(s -> s.delivery().durable());
        await().until(() -> client.acked() == MANY);
        List<Long> acks = client.responses().stream().map(r -> r.getAcked()).toList();
        assertThat(acks).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void acked_refusedSnapshot_waitsForItsRecord() {
        client.send(start(1, 1), snapshot(2, 0, Float.NaN));
        awaitSent(2);
        producer.sent().get(0).delivery().durable();
        await().until(() -> client.acked() == 1 && client.refusals().size() == 1);
        producer.sent().get(1).delivery().durable();
        await().until(() -> client.acked() == 2);
    }

    @Test
    void halfClose_recordsUnderWay_completesAfterTheLastAck() {
        client.send(start(1, 1), snapshot(2, 0, 1)).halfClose();
        awaitSent(2);
        producer.sent().get(0).delivery().durable();
        await().until(() -> client.acked() == 1);
        assertThat(client.over()).isNull();
        producer.sent().get(1).delivery().durable();
        await().until(() -> client.over() != null);
        assertThat(client.over()).extracting(Status::getCode).isEqualTo(Status.Code.OK);
        assertThat(client.acked()).isEqualTo(2);
    }

    @Test
    void failure_ofOneRecord_endsTheStreamSoThatTheClientSendsAgain() {
        client.send(start(1, 1), snapshot(2, 0, 1), snapshot(3, 1, 1));
        awaitSent(3);
        producer.sent().get(0).delivery().durable();
        producer.sent().get(1).delivery().failed(new TimeoutException("30001 ms has passed"));
        await().until(() -> client.over() != null);
        Status over = client.over();
        assertThat(over).isNotNull().extracting(Status::getCode).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(over)
                .extracting(Status::getDescription)
                .isEqualTo("Kafka did not take sequence 2: 30001 ms has passed;"
                        + " connect again and send what is not acknowledged");
        assertThat(client.acked()).isEqualTo(1);
    }

    @Test
    void failure_ofOneRecord_leavesTheOnesBehindUnwanted() {
        client.send(start(1, 1), snapshot(2, 0, 1), snapshot(3, 1, 1));
        awaitSent(3);
        assertThat(producer.sent().get(2).delivery().wanted()).isTrue();
        producer.sent().get(1).delivery().failed(new TimeoutException("away"));
        assertThat(producer.sent().get(2).delivery().wanted()).isFalse();
        producer.sent().get(2).delivery().failed(new TimeoutException("skipped"));
        producer.sent().get(0).delivery().durable();
        assertThat(door.metric("koopwatch_ingest_records_failed_total")).isEqualTo(2);
        assertThat(door.metric("koopwatch_ingest_in_flight_bytes")).isZero();
    }

    @Test
    void cancel_recordsUnderWay_areStillWantedAndFreeTheirBytes() {
        client.send(start(1, 1), snapshot(2, 0, 1));
        awaitSent(2);
        client.cancel();
        await().untilAsserted(() ->
                assertThat(door.metric("koopwatch_ingest_streams")).isZero());
        assertThat(door.feed.listeners()).isEmpty();
        assertThat(producer.sent()).allMatch(s -> s.delivery().wanted());
        producer.release();
        assertThat(door.metric("koopwatch_ingest_in_flight_bytes")).isZero();
    }

    @Test
    void close_recordsUnderWay_endsTheStreamAfterTheirAck() throws InterruptedException {
        client.send(start(1, 1), scalars(2));
        awaitSent(2);
        Thread closing = new Thread(() -> door.server.close(Duration.ofSeconds(10)));
        closing.start();
        producer.release();
        await().until(() -> client.over() != null);
        closing.join(10_000);
        assertThat(client.over()).extracting(Status::getCode).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(client.over()).extracting(Status::getDescription).isEqualTo("the service is closing; connect again");
        assertThat(client.acked()).isEqualTo(2);
    }

    private void awaitSent(int count) {
        await().until(() -> producer.sent().size() == count);
    }
}
