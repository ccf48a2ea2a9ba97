/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static io.github.koopwatch.contract.Messages.small;
import static io.github.koopwatch.contract.Messages.snapshot;
import static io.github.koopwatch.contract.Messages.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import io.github.koopwatch.v1.Snapshot;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordValidatorTest {
    private static final RunStart KNOWN = small().build();
    private static final RunStart SHARDED = small().setShards(2).build();

    private final RecordValidator validator = new RecordValidator(start -> Optional.empty());

    static Stream<Snapshot.Builder> taken() {
        return Stream.of(
                snapshot(1, 2, 3, 4),
                snapshot(0, 0, 0, 0).setStep(0),
                snapshot(Float.MIN_VALUE, -0f, Float.MAX_VALUE, -Float.MAX_VALUE)
                        .setStep(1L << 53),
                snapshot(1, 2).setObservable("logits"));
    }

    @ParameterizedTest
    @MethodSource("taken")
    void snapshot_asDeclared_isTaken(Snapshot.Builder snapshot) {
        assertThat(validator.snapshot(KNOWN, snapshot.build())).isEmpty();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row(
                        Snapshot.newBuilder(),
                        Reason.REASON_UNKNOWN_OBSERVABLE,
                        "observable: expected 'weights' or 'logits', got ''"),
                row(
                        snapshot(1, 2, 3, 4).setObservable("a\u001b[31m"),
                        Reason.REASON_UNKNOWN_OBSERVABLE,
                        "observable: expected 'weights' or 'logits', got 'a?[31m'"),
                row(snapshot(1, 2, 3, 4).setStep(-1), Reason.REASON_MALFORMED, "step: expected 0 to 2^53, got -1"),
                row(
                        snapshot(1, 2, 3, 4).setStep(Long.MAX_VALUE),
                        Reason.REASON_MALFORMED,
                        "step: expected 0 to 2^53, got 9223372036854775807"),
                row(snapshot(1, 2, 3, 4).setShard(1), Reason.REASON_SHARD, "shard: expected 0 to 0, got 1"),
                row(snapshot(1, 2, 3, 4).setShard(-1), Reason.REASON_SHARD, "shard: expected 0 to 0, got 4294967295"),
                row(
                        snapshot(1, 2, 3),
                        Reason.REASON_DIMENSION,
                        "values of 'weights': expected 4 float32 (16 bytes), got 3 float32, 12 bytes"),
                row(
                        snapshot(),
                        Reason.REASON_DIMENSION,
                        "values of 'weights': expected 4 float32 (16 bytes), got 0 float32, 0 bytes"),
                row(
                        snapshot().setValues(zeros(17)),
                        Reason.REASON_DIMENSION,
                        "values of 'weights': expected 4 float32 (16 bytes), got 17 bytes"),
                row(
                        snapshot(1, 2, Float.NaN, Float.NaN),
                        Reason.REASON_NOT_FINITE,
                        "value 2 of 'weights' at step 7: expected a finite number, got NaN"),
                row(
                        snapshot(1, Float.NEGATIVE_INFINITY, 3, 4),
                        Reason.REASON_NOT_FINITE,
                        "value 1 of 'weights' at step 7: expected a finite number, got -Infinity"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void snapshot_notAsDeclared_isRefusedWithExpectedAndActual(Snapshot.Builder snapshot, Reason reason, String text) {
        assertThat(validator.snapshot(KNOWN, snapshot.build())).contains(new Refusal(reason, text));
    }

    @Test
    void snapshot_shardOfAShardedRun_isTakenUpToTheLast() {
        assertThat(validator.snapshot(SHARDED, snapshot(1, 2, 3, 4).setShard(1).build()))
                .isEmpty();
        assertThat(validator.snapshot(SHARDED, snapshot(1, 2, 3, 4).setShard(2).build()))
                .contains(new Refusal(Reason.REASON_SHARD, "shard: expected 0 to 1, got 2"));
    }

    @Test
    void snapshot_manyObservables_theTextStaysShort() {
        RunStart.Builder start = RunStart.newBuilder().setRun("r");
        IntStream.range(0, 64).forEach(i -> start.addObservables(Messages.observable("o" + i, 1)));
        assertThat(validator.snapshot(start.build(), snapshot(1).build()))
                .map(Refusal::text)
                .contains("observable: expected 'o0' or 'o1' or 'o2' or 'o3' or 'o4' or 'o5' or 'o6' or 'o7',"
                        + " got 'weights'");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e300, Double.NaN, Double.POSITIVE_INFINITY})
    void scalars_anyValue_isTaken(double value) {
        assertThat(validator.scalars(
                        Scalars.newBuilder().putValues("val/loss", value).build()))
                .isEmpty();
    }

    static Stream<Arguments> refusedScalars() {
        return Stream.of(
                Arguments.of(
                        Scalars.newBuilder(),
                        Reason.REASON_MALFORMED,
                        "scalars: expected at least one value, got none"),
                Arguments.of(
                        Scalars.newBuilder().setStep(-5).putValues("loss", 1),
                        Reason.REASON_MALFORMED,
                        "step: expected 0 to 2^53, got -5"),
                Arguments.of(
                        Scalars.newBuilder().putValues(" ", 1),
                        Reason.REASON_MALFORMED,
                        "scalar: expected a name without control characters, got ' '"),
                Arguments.of(
                        Scalars.newBuilder().putValues("x".repeat(129), 1),
                        Reason.REASON_TOO_LARGE,
                        "scalar (characters): expected at most 128, got 129"),
                Arguments.of(manyScalars(257), Reason.REASON_TOO_LARGE, "scalars: expected at most 256, got 257"));
    }

    @ParameterizedTest
    @MethodSource("refusedScalars")
    void scalars_beyondALimit_areRefused(Scalars.Builder scalars, Reason reason, String text) {
        assertThat(validator.scalars(scalars.build())).contains(new Refusal(reason, text));
    }

    static Stream<Arguments> refusedMarks() {
        return Stream.of(
                Arguments.of(
                        Mark.newBuilder(),
                        Reason.REASON_MALFORMED,
                        "mark: expected a text or an alert id, got neither"),
                Arguments.of(
                        Mark.newBuilder().setText("x").setStep(-1),
                        Reason.REASON_MALFORMED,
                        "step: expected 0 to 2^53, got -1"),
                Arguments.of(
                        Mark.newBuilder().setText("x".repeat(1025)),
                        Reason.REASON_TOO_LARGE,
                        "mark (characters): expected at most 1024, got 1025"),
                Arguments.of(
                        Mark.newBuilder().setAlertId("x".repeat(1025)),
                        Reason.REASON_TOO_LARGE,
                        "alert id (characters): expected at most 1024, got 1025"));
    }

    @ParameterizedTest
    @MethodSource("refusedMarks")
    void mark_beyondALimit_isRefused(Mark.Builder mark, Reason reason, String text) {
        assertThat(validator.mark(mark.build())).contains(new Refusal(reason, text));
    }

    @Test
    void mark_textOrAlert_isTaken() {
        assertThat(validator.mark(Mark.newBuilder().setText("lr drop").build())).isEmpty();
        assertThat(validator.mark(Mark.newBuilder().setAlertId("id").build())).isEmpty();
    }

    @Test
    void end_shardOutside_isRefused() {
        assertThat(validator.end(SHARDED, Messages.end(1))).isEmpty();
        assertThat(validator.end(SHARDED, Messages.end(2)))
                .contains(new Refusal(Reason.REASON_SHARD, "shard: expected 0 to 1, got 2"));
    }

    @Test
    void record_beforeTheStart_isRefusedByName() {
        assertThat(validator.record("r42", snapshotRecord(1, 2, 3, 4), null))
                .contains(new Refusal(Reason.REASON_NOT_STARTED, "first message: expected START, got SNAPSHOT"));
    }

    @Test
    void record_afterTheStart_isJudgedByIt() {
        assertThat(validator.record("r42", snapshotRecord(1, 2, 3, 4), KNOWN)).isEmpty();
        assertThat(validator.record("r42", snapshotRecord(1), KNOWN))
                .map(Refusal::reason)
                .contains(Reason.REASON_DIMENSION);
    }

    @Test
    void record_everyFullBody_isTakenOnceStarted() {
        RunStart start = Messages.fullStart();
        Stream.of(
                        Messages.record().setStart(start),
                        Messages.record().setSnapshot(Messages.fullSnapshot()),
                        Messages.record().setScalars(Messages.fullScalars()),
                        Messages.record().setMark(Messages.fullMark()),
                        Messages.record().setRefused(Messages.fullRefused()),
                        Messages.record().setEnd(Messages.end(1)),
                        Messages.record().setExpire(Messages.expire()))
                .forEach(r ->
                        assertThat(validator.record("r42", r.build(), start)).isEmpty());
    }

    @Test
    void record_startOfAnotherRunThanTheKey_isRefused() {
        Record start = Messages.record().setStart(KNOWN).build();
        assertThat(validator.record("r42", start, null)).isEmpty();
        assertThat(validator.record("r43", start, null))
                .contains(new Refusal(Reason.REASON_KEY, "run: expected the record key 'r43', got 'r42'"));
    }

    @Test
    void record_secondStart_isJudgedAgainstTheFirst() {
        Record again = Messages.record().setStart(small().setStride(3)).build();
        assertThat(validator.record("r42", again, KNOWN)).map(Refusal::reason).contains(Reason.REASON_CONFLICT);
    }

    @Test
    void record_emptyOrOddHead_isRefused() {
        assertThat(validator.record("r42", Record.getDefaultInstance(), KNOWN))
                .contains(new Refusal(Reason.REASON_MALFORMED, "record: expected a body, got none"));
        assertThat(validator.record(
                        "r42", Record.newBuilder().setIncarnation(-1).build(), KNOWN))
                .contains(new Refusal(
                        Reason.REASON_MALFORMED, "incarnation: expected 0 to 2^53, got 18446744073709551615"));
        assertThat(validator.record("", Record.getDefaultInstance(), KNOWN))
                .contains(new Refusal(Reason.REASON_KEY, "record key: expected " + RunKey.RULE + ", got ''"));
    }

    @Test
    void label_everyReason_isTheContractsWord() {
        assertThat(Refusal.label(Reason.REASON_NOT_FINITE)).isEqualTo("not_finite");
        assertThat(new Refusal(Reason.REASON_UNKNOWN_OBSERVABLE, "x").label()).isEqualTo("unknown_observable");
        assertThat(Refusal.label(Reason.UNRECOGNIZED)).isEqualTo("unrecognized");
    }

    private static Record snapshotRecord(float... values) {
        return Messages.record().setSnapshot(snapshot(values)).build();
    }

    private static Scalars.Builder manyScalars(int count) {
        Scalars.Builder scalars = Scalars.newBuilder();
        IntStream.range(0, count).forEach(i -> scalars.putValues("s" + i, i));
        return scalars;
    }

    private static Arguments row(Snapshot.Builder snapshot, Reason reason, String text) {
        return Arguments.of(snapshot, reason, text);
    }
}
