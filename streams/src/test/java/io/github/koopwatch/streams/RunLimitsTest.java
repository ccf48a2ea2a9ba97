/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static io.github.koopwatch.streams.TopologyBench.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Expire;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunStart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** How large runs may be and how many may live, at each limit and one beyond. */
class RunLimitsTest {
    private static final RunLimits SMALL = new RunLimits(8, 2, 8 * 100 * 4, 2);

    private static RunStart.Builder run(int... dimensions) {
        RunStart.Builder start = RunStart.newBuilder().setRun("r");
        for (int i = 0; i < dimensions.length; i++) {
            start.addObservables(Observable.newBuilder().setName("o" + i).setDimension(dimensions[i]));
        }
        return start;
    }

    private static String over(RunStart.Builder start) {
        Refusal refusal = SMALL.refusal(start.build()).orElseThrow();
        assertThat(refusal.reason()).isEqualTo(Reason.REASON_LIMIT);
        return refusal.text();
    }

    @Test
    void dimension_atTheLimitIsTaken_oneMoreIsNot() {
        assertThat(SMALL.refusal(run(8).build())).isEmpty();
        assertThat(over(run(9)))
                .isEqualTo("dimension of 'o0': expected at most 8, the limit of this service, got 9; take a sketch");
    }

    @Test
    void observables_atTheLimitAreTaken_oneMoreIsNot() {
        assertThat(SMALL.refusal(run(1, 1).build())).isEmpty();
        assertThat(over(run(1, 1, 1))).isEqualTo("observables: expected at most 2, the limit of this service, got 3");
    }

    @Test
    void windowBytes_atTheLimitAreTaken_oneRowMoreIsNot() {
        assertThat(SMALL.refusal(run(4, 4).build())).isEmpty();
        Analysis longer = Analysis.newBuilder().setWindow(101).build();
        assertThat(over(run(8).addAnalyses(longer)))
                .isEqualTo("bytes of the run's windows: expected at most 3200, the limit of this service, got 3232;"
                        + " take a sketch");
    }

    @Test
    void windowBytes_ofTheLargestDimensionAndAHugeWindow_doNotOverflow() {
        Analysis huge = Analysis.newBuilder().setWindow(4096).build();
        RunStart.Builder start = RunStart.newBuilder().setRun("r");
        for (int i = 0; i < 64; i++) {
            start.addObservables(Observable.newBuilder().setName("o" + i).setDimension(65_536));
        }
        assertThat(RunLimits.windowBytes(start.addAnalyses(huge).build())).isEqualTo(64L * 65_536 * 4096 * 4);
        assertThat(RunLimits.standard().refusal(start.build())).isPresent();
    }

    @Test
    void settingsThatAreNone_areStillMalformed() {
        Analysis bad = Analysis.newBuilder().setPreset("none-such").build();
        assertThat(SMALL.refusal(run(1).addAnalyses(bad).build()).orElseThrow().reason())
                .isEqualTo(Reason.REASON_MALFORMED);
    }

    @Test
    void limits_beyondTheContract_areNone() {
        assertThatThrownBy(() -> new RunLimits(65_537, 1, 1, 1))
                .hasMessage("dimension: expected 1 to 65536, got 65537");
        assertThatThrownBy(() -> new RunLimits(1, 65, 1, 1)).hasMessage("observables: expected 1 to 64, got 65");
        assertThatThrownBy(() -> new RunLimits(1, 1, 1, 0)).hasMessageStartingWith("liveRuns: expected 1 to");
    }

    @Test
    void liveRuns_oneMoreThanTheLimit_isADeadLetterWithItsReason() {
        try (TopologyBench bench = new TopologyBench(SMALL)) {
            bench.start("a", BORN, 1);
            bench.start("b", BORN, 1);
            bench.start("c", BORN, 1);
            bench.snapshot("c", BORN, 0, 1);
            assertThat(deadLetters(bench))
                    .containsExactly(
                            "c: live runs in this partition: expected at most 2, the limit of this service, got 3; end or"
                                    + " wait for others",
                            "c: first message: expected START, got SNAPSHOT");
            assertThat(bench.runs()).extracting(r -> r.run()).containsExactly("a", "b");
        }
    }

    @Test
    void liveRuns_ofThoseThatLive_goOnAtTheLimit() {
        try (TopologyBench bench = new TopologyBench(SMALL)) {
            bench.start("a", BORN, 1);
            bench.start("b", BORN, 1);
            bench.start("a", BORN, 1);
            bench.start("b", BORN + 1, 1);
            bench.snapshot("a", BORN, 0, 1);
            assertThat(deadLetters(bench)).isEmpty();
        }
    }

    @Test
    void liveRuns_afterAnEnd_orAfterAnExpiry_thereIsRoomAgain() {
        try (TopologyBench bench = new TopologyBench(SMALL)) {
            bench.start("a", BORN, 1);
            bench.start("b", BORN, 1);
            bench.end("a", BORN);
            bench.start("c", BORN, 1);
            bench.send(
                    "b", BORN, Record.newBuilder().setExpire(Expire.newBuilder().setLastStep(0)));
            bench.start("d", BORN, 1);
            assertThat(deadLetters(bench)).isEmpty();
            bench.start("a", BORN + 1, 1);
            assertThat(deadLetters(bench)).singleElement().asString().contains("got 3");
        }
    }

    @Test
    void liveRuns_ofARestoredWorker_areThoseOfTheUndisturbedOne() {
        try (TopologyBench bench = new TopologyBench(SMALL)) {
            bench.start("a", BORN, 1);
            bench.start("b", BORN, 1);
            bench.end("b", BORN);
            bench.start("c", BORN, 1);
            try (TopologyBench restored = TopologyBench.restoredFrom(bench, SMALL)) {
                bench.start("d", BORN, 1);
                restored.start("d", BORN, 1);
                assertThat(deadLetters(restored)).isEqualTo(deadLetters(bench)).hasSize(1);
            }
        }
    }

    @Test
    void namesThatComeAndGo_leaveNothingInTheStore() {
        try (TopologyBench bench = new TopologyBench(SMALL)) {
            for (int i = 0; i < 3000; i++) {
                String run = "run-" + i;
                bench.start(run, BORN, 2);
                bench.snapshot(run, BORN, 7, 1, 2);
                bench.end(run, BORN);
                bench.send(
                        run,
                        BORN,
                        Record.newBuilder().setExpire(Expire.newBuilder().setLastStep(7)));
            }
            assertThat(deadLetters(bench)).isEmpty();
            assertThat(keys(bench)).isEmpty();
        }
    }

    private static List<String> keys(TopologyBench bench) {
        List<String> keys = new ArrayList<>();
        try (var all = bench.store().all()) {
            all.forEachRemaining(entry -> keys.add(shown(entry.key)));
        }
        return keys;
    }

    private static String shown(Bytes key) {
        return new String(key.get(), StandardCharsets.US_ASCII);
    }

    private static List<String> deadLetters(TopologyBench bench) {
        return bench.records(TOPICS.deadLetters()).stream()
                .map(r -> new String(r.key(), StandardCharsets.UTF_8) + ": "
                        + new String(r.headers().lastHeader("koopwatch-text").value(), StandardCharsets.UTF_8))
                .toList();
    }
}
