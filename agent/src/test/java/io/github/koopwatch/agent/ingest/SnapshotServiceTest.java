/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Requests.at;
import static io.github.koopwatch.agent.ingest.Requests.end;
import static io.github.koopwatch.agent.ingest.Requests.mark;
import static io.github.koopwatch.agent.ingest.Requests.scalars;
import static io.github.koopwatch.agent.ingest.Requests.snapshot;
import static io.github.koopwatch.agent.ingest.Requests.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.PublishResponse;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.Refusal;
import io.grpc.Status;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one client is told, message by message. */
class SnapshotServiceTest {
    private final TestDoor door = new TestDoor(FakeProducer.immediate());
    private final TestClient client = door.client();

    @AfterEach
    void close() throws InterruptedException {
        client.close();
        door.close();
    }

    @Test
    void publish_everyKind_isAckedAndInTheLogInOrder() {
        client.send(start(1, 2), snapshot(2, 0, 1, 2), scalars(3), mark(4), end(5))
                .halfClose();
        awaitOver(Status.Code.OK);
        assertThat(client.acked()).isEqualTo(5);
        assertThat(door.producer.records())
                .extracting(Record::getBodyCase)
                .containsExactly(
                        Record.BodyCase.START,
                        Record.BodyCase.SNAPSHOT,
                        Record.BodyCase.SCALARS,
                        Record.BodyCase.MARK,
                        Record.BodyCase.END);
        assertThat(door.producer.sent()).allSatisfy(s -> {
            assertThat(s.run()).isEqualTo("r42");
            assertThat(s.record().getIncarnation()).isEqualTo(Requests.INCARNATION);
        });
        assertThat(door.producer.records().get(1).getSnapshot()).isEqualTo(Requests.weights(0, 1, 2));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(snapshot(2, 9, 1, Float.NaN), Reason.REASON_NOT_FINITE),
                Arguments.of(snapshot(2, 9, 1), Reason.REASON_DIMENSION),
                Arguments.of(snapshot(2, -9, 1, 2), Reason.REASON_MALFORMED),
                Arguments.of(
                        at(2).setSnapshot(Requests.weights(9, 1, 2).toBuilder().setObservable("other"))
                                .build(),
                        Reason.REASON_UNKNOWN_OBSERVABLE),
                Arguments.of(
                        at(2).setSnapshot(Requests.weights(9, 1, 2).toBuilder().setShard(1))
                                .build(),
                        Reason.REASON_SHARD),
                Arguments.of(start(2, 3), Reason.REASON_CONFLICT),
                Arguments.of(
                        at(2).setStart(Requests.run(2).setRun("other"))
                                .setIncarnation(6)
                                .build(),
                        Reason.REASON_CONFLICT),
                Arguments.of(at(2).setStart(Requests.run(2).setGroup("A B")).build(), Reason.REASON_KEY),
                Arguments.of(at(2).build(), Reason.REASON_MALFORMED),
                Arguments.of(snapshot(2, 9, 1, 2).toBuilder().setIncarnation(-1).build(), Reason.REASON_MALFORMED),
                Arguments.of(
                        mark(2).toBuilder()
                                .clearMark()
                                .setMark(mark(2).getMark().toBuilder().setText(""))
                                .build(),
                        Reason.REASON_MALFORMED));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void publish_aRefusedMessage_isAnsweredAndTheNextIsTaken(PublishRequest bad, Reason reason) {
        client.send(start(1, 2), bad, snapshot(3, 10, 3, 4)).halfClose();
        awaitOver(Status.Code.OK);
        assertThat(client.acked()).isEqualTo(3);
        assertThat(client.refusals()).singleElement().satisfies(r -> {
            assertThat(r.getSequence()).isEqualTo(2);
            assertThat(r.getReason()).isEqualTo(reason);
            assertThat(r.getText()).contains("expected", "got");
        });
        assertThat(door.producer.records())
                .last()
                .satisfies(r -> assertThat(r.getSnapshot()).isEqualTo(Requests.weights(10, 3, 4)));
    }

    @Test
    void publish_aRefusal_comesBeforeTheAckThatCoversIt() {
        client.send(start(1, 2), snapshot(2, 9, 1)).halfClose();
        awaitOver(Status.Code.OK);
        List<PublishResponse> responses = client.responses();
        int refused = responses.indexOf(responses.stream()
                .filter(PublishResponse::hasRefusal)
                .findFirst()
                .orElseThrow());
        int acked = responses.indexOf(PublishResponse.newBuilder().setAcked(2).build());
        assertThat(refused).isBetween(0, acked - 1);
    }

    @Test
    void publish_refusedSnapshotOfAStartedStream_isInTheLogWithoutItsValues() {
        PublishRequest odd = at(3).setSnapshot(
                        Requests.weights(8, 1, 2).toBuilder().setObservable("NOT a key"))
                .build();
        client.send(start(1, 2), snapshot(2, 9, 1, Float.NaN), odd).halfClose();
        awaitOver(Status.Code.OK);
        assertThat(door.producer.records().subList(1, 3))
                .satisfiesExactly(
                        r -> {
                            assertThat(r.getIncarnation()).isEqualTo(Requests.INCARNATION);
                            assertThat(r.getRefused().getObservable()).isEqualTo("weights");
                            assertThat(r.getRefused().getStep()).isEqualTo(9);
                            assertThat(r.getRefused().getReason()).isEqualTo(Reason.REASON_NOT_FINITE);
                        },
                        r -> assertThat(r.getRefused().getObservable()).isEmpty());
    }

    @Test
    void publish_beforeTheStart_isRefusedAndNotInTheLog() {
        client.send(snapshot(1, 0, 1, 2), scalars(2), start(3, 2), snapshot(4, 1, 1, 2))
                .halfClose();
        awaitOver(Status.Code.OK);
        assertThat(client.refusals())
                .extracting(Refusal::getReason)
                .containsExactly(Reason.REASON_NOT_STARTED, Reason.REASON_NOT_STARTED);
        assertThat(client.acked()).isEqualTo(4);
        assertThat(door.producer.records())
                .extracting(Record::getBodyCase)
                .containsExactly(Record.BodyCase.START, Record.BodyCase.SNAPSHOT);
    }

    @Test
    void publish_firstStartRefused_endsTheStreamWithItsText() {
        client.send(at(1).setStart(Requests.run(2).setRun("Bad Run")).build());
        awaitOver(Status.Code.INVALID_ARGUMENT);
        assertThat(client.refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.getReason()).isEqualTo(Reason.REASON_KEY));
        assertThat(description()).isEqualTo("run: expected ^[a-z0-9][a-z0-9._-]{0,62}$, got 'Bad Run'");
        assertThat(door.producer.sent()).isEmpty();
    }

    @Test
    void publish_secondStartWithANewObservable_makesItKnown() {
        PublishRequest more = at(2).setStart(Requests.run(2).addObservables(Requests.observable("logits", 1)))
                .build();
        PublishRequest logits = at(3).setSnapshot(
                        Requests.weights(0, 7).toBuilder().setObservable("logits"))
                .build();
        client.send(start(1, 2), more, logits, snapshot(4, 0, 1, 2)).halfClose();
        awaitOver(Status.Code.OK);
        assertThat(client.refusals()).isEmpty();
        assertThat(door.producer.sent()).hasSize(4);
    }

    @Test
    void publish_startOfAHigherIncarnation_mayHaveOtherDimensions() {
        client.send(
                        start(1, 2),
                        start(2, 3).toBuilder().setIncarnation(6).build(),
                        snapshot(3, 0, 1, 2, 3).toBuilder().setIncarnation(6).build())
                .halfClose();
        awaitOver(Status.Code.OK);
        assertThat(client.refusals()).isEmpty();
        assertThat(door.producer.records().get(2).getIncarnation()).isEqualTo(6);
    }

    static Stream<Arguments> outOfSequence() {
        return Stream.of(
                Arguments.of(2, "2"),
                Arguments.of(4, "4"),
                Arguments.of(0, "0"),
                Arguments.of(-1, "18446744073709551615"));
    }

    @ParameterizedTest
    @MethodSource("outOfSequence")
    void publish_sequenceNotRisingByOne_isRefusedAndEndsTheStream(long sequence, String shown) {
        client.send(start(1, 2), snapshot(2, 0, 1, 2), snapshot(sequence, 1, 1, 2));
        awaitOver(Status.Code.INVALID_ARGUMENT);
        assertThat(description()).isEqualTo("sequence: expected 3, got " + shown);
        assertThat(client.refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.getReason()).isEqualTo(Reason.REASON_SEQUENCE));
        assertThat(client.acked()).isEqualTo(2);
        assertThat(door.producer.sent()).hasSize(2);
    }

    @Test
    void publish_nothing_endsWell() {
        client.halfClose();
        awaitOver(Status.Code.OK);
        assertThat(client.responses()).isEmpty();
    }

    @Test
    void publish_snapshots_areCountedOnceWithTheirReason() {
        client.send(
                        snapshot(1, 0, 1, 2),
                        start(2, 2),
                        snapshot(3, 0, 1, 2),
                        snapshot(4, 1, 1, 2),
                        snapshot(5, 2, 1, Float.NaN),
                        snapshot(6, 3, 1),
                        scalars(7))
                .halfClose();
        awaitOver(Status.Code.OK);
        assertThat(door.metric("koopwatch_snapshots_received_total{door=\"grpc\"}"))
                .isEqualTo(5);
        assertThat(door.metric("koopwatch_snapshots_accepted_total{door=\"grpc\"}"))
                .isEqualTo(2);
        assertThat(rejected("not_started")).isEqualTo(1);
        assertThat(rejected("not_finite")).isEqualTo(1);
        assertThat(rejected("dimension")).isEqualTo(1);
        assertThat(rejected("shard")).isZero();
        assertThat(door.metric("koopwatch_ingest_records_sent_total")).isEqualTo(6);
        assertThat(door.metric("koopwatch_ingest_records_durable_total")).isEqualTo(6);
        assertThat(door.metric("koopwatch_ingest_in_flight_bytes")).isZero();
        await().untilAsserted(() ->
                assertThat(door.metric("koopwatch_ingest_streams")).isZero());
    }

    private double rejected(String reason) {
        return door.metric("koopwatch_snapshots_rejected_total{door=\"grpc\",reason=\"" + reason + "\"}");
    }

    private void awaitOver(Status.Code code) {
        await().untilAsserted(() -> assertThat(client.over()).isNotNull());
        assertThat(client.over()).extracting(Status::getCode).isEqualTo(code);
    }

    private String description() {
        Status status = client.over();
        return status == null ? "" : String.valueOf(status.getDescription());
    }
}
