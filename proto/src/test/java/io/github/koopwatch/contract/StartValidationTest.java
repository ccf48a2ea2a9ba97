/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static io.github.koopwatch.contract.Messages.observable;
import static io.github.koopwatch.contract.Messages.range;
import static io.github.koopwatch.contract.Messages.small;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Sketch;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StartValidationTest {
    private static final String RULE = RunKey.RULE;

    private final RecordValidator validator = new RecordValidator(start -> Optional.empty());

    static Stream<RunStart.Builder> taken() {
        return Stream.of(
                small(),
                Messages.fullStart().toBuilder(),
                small().clearObservables(),
                small().setGroup("g").setArm("a"),
                small().setShards(1024),
                small().setStride(1L << 53).setBurst(2),
                small().addObservables(observable("o", 1)).addObservables(observable("p", 65_536)),
                small().setDisplayName("any <text> \u202e"),
                grouped(range("a", 0, 2), range("b", 2, 4)),
                grouped(range("b", 3, 4), range("a", 0, 1)),
                grouped(range("", 0, 4)));
    }

    @ParameterizedTest
    @MethodSource("taken")
    void start_withinTheLimits_isTaken(RunStart.Builder start) {
        assertThat(validator.start(start.build())).isEmpty();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row(small().setRun(""), Reason.REASON_KEY, "run: expected " + RULE + ", got ''"),
                row(small().setRun("R 42"), Reason.REASON_KEY, "run: expected " + RULE + ", got 'R 42'"),
                row(small().setGroup("a/b"), Reason.REASON_KEY, "group: expected " + RULE + ", got 'a/b'"),
                row(small().setArm("lr=1"), Reason.REASON_KEY, "arm: expected " + RULE + ", got 'lr=1'"),
                row(
                        small().addObservables(observable("W", 1)),
                        Reason.REASON_KEY,
                        "observable: expected " + RULE + ", got 'W'"),
                row(
                        small().addObservables(observable("o", 0)),
                        Reason.REASON_DIMENSION,
                        "dimension of 'o': expected 1 to 65536, got 0"),
                row(
                        small().addObservables(observable("o", 65_537)),
                        Reason.REASON_TOO_LARGE,
                        "dimension of 'o': expected 1 to 65536, got 65537"),
                row(
                        small().addObservables(observable("o", -1)),
                        Reason.REASON_TOO_LARGE,
                        "dimension of 'o': expected 1 to 65536, got 4294967295"),
                row(
                        small().addObservables(observable("weights", 4)),
                        Reason.REASON_MALFORMED,
                        "observables: expected each name once, got 'weights' twice"),
                row(many(65), Reason.REASON_TOO_LARGE, "observables: expected at most 64, got 65"),
                row(small().setShards(1025), Reason.REASON_SHARD, "shards: expected 0 to 1024, got 1025"),
                row(small().setShards(-1), Reason.REASON_SHARD, "shards: expected 0 to 1024, got 4294967295"),
                row(
                        small().setBurst(1),
                        Reason.REASON_MALFORMED,
                        "burst: expected 0 (none) or 2 to 2147483647 rows, got 1"),
                row(
                        small().setBurst(-1),
                        Reason.REASON_MALFORMED,
                        "burst: expected 0 (none) or 2 to 2147483647 rows, got 4294967295"),
                row(
                        small().setStride(-1),
                        Reason.REASON_MALFORMED,
                        "stride: expected 0 to 2^53, got 18446744073709551615"),
                row(
                        small().setDisplayName("x".repeat(1025)),
                        Reason.REASON_TOO_LARGE,
                        "display name (characters): expected at most 1024, got 1025"),
                row(
                        small().putLabels("", "x"),
                        Reason.REASON_MALFORMED,
                        "label: expected a name without control characters, got ''"),
                row(
                        small().putLabels("a\nb", "x"),
                        Reason.REASON_MALFORMED,
                        "label: expected a name without control characters, got 'a?b'"),
                row(
                        small().putLabels("x".repeat(129), "x"),
                        Reason.REASON_TOO_LARGE,
                        "label (characters): expected at most 128, got 129"),
                row(
                        small().putLabels("k", "x".repeat(1025)),
                        Reason.REASON_TOO_LARGE,
                        "label 'k' (characters): expected at most 1024, got 1025"),
                row(labels(65, "x"), Reason.REASON_TOO_LARGE, "labels: expected at most 64, got 65"),
                row(
                        grouped(range("a", 0, 3), range("b", 2, 4)),
                        Reason.REASON_MALFORMED,
                        "group 'b': expected from >= 3 (disjoint), got [2, 4)"),
                row(
                        grouped(range("a", 0, 5)),
                        Reason.REASON_MALFORMED,
                        "group 'a': expected from < to <= 4, got [0, 5)"),
                row(
                        grouped(range("a", 2, 2)),
                        Reason.REASON_MALFORMED,
                        "group 'a': expected from < to <= 4, got [2, 2)"),
                row(
                        grouped(range("a", -1, 2)),
                        Reason.REASON_MALFORMED,
                        "group 'a': expected from < to <= 4, got [4294967295, 2)"),
                row(
                        grouped(range("x".repeat(129), 0, 1)),
                        Reason.REASON_TOO_LARGE,
                        "group name (characters): expected at most 128, got 129"),
                row(manyAnalyses(9), Reason.REASON_TOO_LARGE, "analyses: expected at most 8, got 9"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void start_beyondALimit_isRefusedWithExpectedAndActual(RunStart.Builder start, Reason reason, String text) {
        assertThat(validator.start(start.build())).contains(new Refusal(reason, text));
    }

    @Test
    void start_largerThanAHeadMayBe_isRefused() {
        RunStart start = labels(64, "ä".repeat(1024)).build();
        String text = "run start (bytes): expected at most 65536, got " + start.getSerializedSize();
        assertThat(validator.start(start)).contains(new Refusal(Reason.REASON_TOO_LARGE, text));
    }

    @Test
    void start_settingsObjected_isMalformedWithTheObjection() {
        RecordValidator strict = new RecordValidator(start -> Optional.of("window: expected 2 to 4096, got 1"));
        assertThat(strict.start(small().build()))
                .contains(new Refusal(Reason.REASON_MALFORMED, "window: expected 2 to 4096, got 1"));
    }

    @Test
    void start_manyGroups_areLimited() {
        Sketch.Builder sketch = Sketch.newBuilder();
        IntStream.range(0, 9).forEach(i -> sketch.addGroups(range("g" + i, i, i + 1)));
        RunStart start = RunStart.newBuilder()
                .setRun("r")
                .addObservables(observable("o", 100).setSketch(sketch))
                .build();
        assertThat(validator.start(start))
                .contains(new Refusal(Reason.REASON_TOO_LARGE, "groups of 'o': expected at most 8, got 9"));
    }

    private static Arguments row(RunStart.Builder start, Reason reason, String text) {
        return Arguments.of(start, reason, text);
    }

    private static RunStart.Builder grouped(io.github.koopwatch.v1.GroupRange... groups) {
        Observable.Builder o = observable("o", 4);
        for (io.github.koopwatch.v1.GroupRange group : groups) {
            o.getSketchBuilder().addGroups(group);
        }
        return RunStart.newBuilder().setRun("r").addObservables(o);
    }

    private static RunStart.Builder many(int observables) {
        RunStart.Builder start = RunStart.newBuilder().setRun("r");
        IntStream.range(0, observables).forEach(i -> start.addObservables(observable("o" + i, 1)));
        return start;
    }

    private static RunStart.Builder labels(int count, String value) {
        RunStart.Builder start = small();
        IntStream.range(0, count).forEach(i -> start.putLabels("k" + i, value));
        return start;
    }

    private static RunStart.Builder manyAnalyses(int count) {
        RunStart.Builder start = small();
        IntStream.range(0, count).forEach(i -> start.addAnalyses(Analysis.getDefaultInstance()));
        return start;
    }
}
