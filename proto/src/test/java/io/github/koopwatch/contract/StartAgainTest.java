/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static io.github.koopwatch.contract.Messages.observable;
import static io.github.koopwatch.contract.Messages.range;
import static io.github.koopwatch.contract.Messages.small;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.RunStart;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StartAgainTest {
    private static final String ONLY = "; only a higher incarnation may change it";

    private final RecordValidator validator = new RecordValidator(start -> Optional.empty());

    static Stream<RunStart.Builder> harmless() {
        return Stream.of(
                small(),
                small().clearObservables(),
                small().clearObservables().addObservables(observable("new", 3)),
                small().setGroup("default").setArm("r42"),
                small().setShards(1),
                small().setDisplayName("another").setBaseline(true).putLabels("k", "v"),
                small().addAnalyses(Analysis.newBuilder().setPreset("monitor")));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void startAgain_nothingKnownChanges_isTaken(RunStart.Builder again) {
        assertThat(validator.startAgain(small().build(), again.build())).isEmpty();
    }

    static Stream<Arguments> conflicts() {
        return Stream.of(
                row(small().setRun("r43"), "run: expected 'r42', got 'r43'"),
                row(small().setGroup("g"), "group: expected 'default', got 'g'"),
                row(small().setArm("b"), "arm: expected 'r42', got 'b'"),
                row(small().setShards(2), "shards: expected 1, got 2"),
                row(small().setStride(5), "stride: expected 0, got 5"),
                row(small().setBurst(3), "burst: expected 0, got 3"),
                row(
                        small().addAnalyses(Analysis.newBuilder().setPreset("paper")),
                        "analysis settings: expected those that started the run, got others"),
                row(
                        small().clearObservables().addObservables(observable("weights", 5)),
                        "dimension of 'weights': expected 4, got 5"),
                row(sketched(), "sketch of 'weights': expected the one that started the run, got another"));
    }

    @ParameterizedTest
    @MethodSource("conflicts")
    void startAgain_somethingKnownChanges_isAConflict(RunStart.Builder again, String text) {
        assertThat(validator.startAgain(small().build(), again.build()))
                .contains(new Refusal(Reason.REASON_CONFLICT, text + ONLY));
    }

    @Test
    void startAgain_brokenByItself_saysSoBeforeAnyConflict() {
        assertThat(validator.startAgain(small().build(), small().setRun("X").build()))
                .map(Refusal::reason)
                .contains(Reason.REASON_KEY);
    }

    @Test
    void startAgain_addingWithoutEnd_meetsTheLimitOfTheWhole() {
        RunStart.Builder more = small().clearObservables();
        IntStream.range(0, 63).forEach(i -> more.addObservables(observable("o" + i, 1)));
        assertThat(validator.startAgain(small().build(), more.build()))
                .contains(new Refusal(Reason.REASON_TOO_LARGE, "observables: expected at most 64, got 65"));
    }

    @Test
    void merge_bothHaveSomething_keepsAllOfIt() {
        RunStart known = small().setDisplayName("one")
                .setBaseline(true)
                .putLabels("a", "1")
                .build();
        RunStart again = RunStart.newBuilder()
                .setRun("r42")
                .putLabels("a", "2")
                .putLabels("b", "3")
                .addObservables(observable("weights", 4))
                .addObservables(observable("new", 3))
                .build();
        assertThat(RecordValidator.merge(known, again))
                .isEqualTo(small().setDisplayName("one")
                        .setBaseline(true)
                        .putLabels("a", "2")
                        .putLabels("b", "3")
                        .addObservables(observable("new", 3))
                        .build());
    }

    @Test
    void merge_withItself_changesNothing() {
        RunStart start = Messages.fullStart();
        assertThat(RecordValidator.merge(start, start)).isEqualTo(start);
    }

    private static RunStart.Builder sketched() {
        RunStart.Builder start = small();
        start.getObservablesBuilder(0).getSketchBuilder().addGroups(range("a", 0, 1));
        return start;
    }

    private static Arguments row(RunStart.Builder again, String text) {
        return Arguments.of(again, text);
    }
}
