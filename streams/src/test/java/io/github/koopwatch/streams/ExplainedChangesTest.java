/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Evidence;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.koopman.detect.Change;
import io.github.koopwatch.koopman.monitor.ObservableMonitor;
import io.github.koopwatch.koopman.monitor.Slots;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Record;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Marks and logged rates reach the monitors of every observable, live as offline. */
class ExplainedChangesTest {
    private static final int DIMENSION = 16;
    private static final int JUMP = 400;
    private static final int ROWS = 480;

    /** A random walk whose steps are ten times as long from {@link #JUMP} on. */
    private static float[][] rows() {
        Random random = new Random(11);
        float[][] rows = new float[ROWS][DIMENSION];
        for (int t = 1; t < ROWS; t++) {
            for (int j = 0; j < DIMENSION; j++) {
                rows[t][j] = (float) (rows[t - 1][j] + (t < JUMP ? 0.01 : 0.1) * random.nextGaussian());
            }
        }
        return rows;
    }

    private static double rate(int t, boolean logged) {
        return logged && t >= JUMP ? 1 : 0.1;
    }

    private static List<ChangeEvent> live(boolean marked, boolean logged) {
        float[][] rows = rows();
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, DIMENSION);
            for (int t = 0; t < ROWS; t++) {
                if (marked && t == JUMP) {
                    bench.mark("r", BORN, t, "larger steps", "");
                }
                bench.scalars("r", BORN, t, Map.of("lr", rate(t, logged)));
                bench.snapshot("r", BORN, t, rows[t]);
            }
            return bench.events();
        }
    }

    private static List<ChangeEvent> offline(boolean marked, boolean logged) {
        float[][] rows = rows();
        Observable declared = TopologyBench.startOf("r", DIMENSION).getObservables(0);
        ObservableMonitor monitor = new ObservableMonitor(
                AnalysisRequests.observable(TopologyBench.startOf("r", DIMENSION), declared), Slots.NONE);
        List<Change> changes = new ArrayList<>();
        for (int t = 0; t < ROWS; t++) {
            if (marked && t == JUMP) {
                changes.addAll(monitor.mark(t, "larger steps").changes());
            }
            changes.addAll(monitor.scalars(t, Map.of("lr", rate(t, logged))).changes());
            changes.addAll(monitor.append(t, rows[t]).changes());
        }
        Results.Source source = new Results.Source("r", "g", "r", "weights", BORN);
        return changes.stream().map(change -> Events.change(source, change)).toList();
    }

    private static List<String> json(List<ChangeEvent> events) {
        return events.stream()
                .map(e -> new String(Json.write(e.withEvidence(null)), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<ChangeEvent> shifts(List<ChangeEvent> events) {
        return events.stream().filter(e -> e.kind().equals("RegimeShift")).toList();
    }

    @Test
    void jump_thatNothingExplains_isAnAlarmWithEvidence() {
        List<ChangeEvent> events = live(false, false);
        assertThat(shifts(events)).first().satisfies(e -> {
            assertThat(e.step()).isBetween((long) JUMP, JUMP + 10L);
            assertThat(e.isNote()).isFalse();
            Evidence evidence = Objects.requireNonNull(e.evidence());
            assertThat(evidence.scalars()).containsEntry("lr", 0.1);
            Evidence.Channels channels = Objects.requireNonNull(evidence.channels());
            assertThat(channels.names()).contains("update_energy");
            assertThat(channels.values()).hasSameSizeAs(channels.names());
            assertThat(channels.values().get(0)).hasSize(channels.steps().size());
            assertThat(channels.scores().get(0)).hasSize(channels.steps().size());
        });
        assertThat(json(events)).isEqualTo(json(offline(false, false)));
    }

    @Test
    void jump_thatAMarkAnnounced_isExpected() {
        List<ChangeEvent> events = live(true, false);
        assertThat(shifts(events)).isNotEmpty().allSatisfy(e -> {
            assertThat(e.expected()).isTrue();
            assertThat(e.isNote()).isTrue();
        });
        assertThat(json(events)).isEqualTo(json(offline(true, false)));
    }

    @Test
    void jump_thatTheLoggedRateExplains_isExpected() {
        List<ChangeEvent> events = live(false, true);
        assertThat(shifts(events)).allSatisfy(e -> assertThat(e.isNote()).isTrue());
        assertThat(json(events)).isEqualTo(json(offline(false, true)));
    }

    @Test
    void marksAndScalars_reachEveryObservable() {
        float[][] rows = rows();
        try (TopologyBench bench = new TopologyBench()) {
            bench.send(
                    "r",
                    BORN,
                    Record.newBuilder()
                            .setStart(TopologyBench.startOf("r", DIMENSION).toBuilder()
                                    .addObservables(Observable.newBuilder()
                                            .setName("other")
                                            .setDimension(DIMENSION))));
            for (int t = 0; t < ROWS; t++) {
                if (t == JUMP) {
                    bench.mark("r", BORN, t, "larger steps", "");
                }
                bench.snapshot("r", BORN, t, rows[t]);
                bench.snapshotOf("other", "r", BORN, t, rows[t]);
            }
            List<ChangeEvent> shifts = shifts(bench.events());
            assertThat(shifts).extracting(ChangeEvent::observable).contains("weights", "other");
            assertThat(shifts).allSatisfy(e -> assertThat(e.expected()).isTrue());
        }
    }

    /** Steps come from outside: they may be anything that the validator takes, in any order. */
    @Test
    void marksAndScalars_ofStrangeSteps_harmNothing() {
        float[][] rows = rows();
        long[] strange = {1L << 53, 0, 7, (1L << 53) - 1, 300, 0};
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, DIMENSION);
            for (int t = 0; t < ROWS; t++) {
                long step = strange[t % strange.length];
                bench.scalars("r", BORN, step, Map.of("lr", 0.1, "loss", t % 3 == 0 ? Double.NaN : 1.0));
                if (t % 50 == 0 && t < 300) {
                    bench.mark("r", BORN, step, "strange", "");
                }
                bench.snapshot("r", BORN, t, rows[t]);
            }
            assertThat(bench.records(TopologyBench.TOPICS.deadLetters())).isEmpty();
            assertThat(bench.spectra()).hasSize(39);
        }
    }

    @Test
    void marksAndScalars_ofAnEndedRun_changeNothing() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, DIMENSION);
            bench.snapshot("r", BORN, 0, new float[DIMENSION]);
            bench.end("r", BORN);
            long stored = bench.store().approximateNumEntries();
            bench.mark("r", BORN, 1, "late", "");
            bench.scalars("r", BORN, 1, Map.of("loss", 1.0));
            assertThat(bench.events()).isEmpty();
            assertThat(bench.store().approximateNumEntries()).isEqualTo(stored);
        }
    }
}
