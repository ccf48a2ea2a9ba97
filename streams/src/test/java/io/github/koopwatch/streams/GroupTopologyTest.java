/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Expire;
import io.github.koopwatch.v1.GroupWindow;
import io.github.koopwatch.v1.Record;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs of one group side by side, seen from the topics. */
class GroupTopologyTest {
    private static final int DIMENSION = 6;

    private static List<SpectrumDistance> of(String reference, List<SpectrumDistance> distances) {
        return distances.stream().filter(d -> d.reference().equals(reference)).toList();
    }

    private static void publish(TopologyBench bench, String run, long seed, int rows) {
        float[][] walk = TopologyBench.walk(seed, rows, DIMENSION);
        for (int t = 0; t < rows; t++) {
            bench.snapshot(run, BORN, t, walk[t]);
        }
    }

    @Test
    void liveDistances_areThoseOfTheSameWindows() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("a", BORN, DIMENSION);
            bench.start("b", BORN + 1, DIMENSION);
            publish(bench, "a", 1, 130);
            float[][] walk = TopologyBench.walk(2, 130, DIMENSION);
            for (int t = 0; t < 130; t++) {
                bench.snapshot("b", BORN + 1, t, walk[t]);
            }
            List<WindowSpectrum> spectra = bench.spectra();
            List<SpectrumDistance> distances = bench.distances();
            assertThat(of("pair", distances))
                    .extracting(SpectrumDistance::firstStep)
                    .containsExactly(0L, 10L, 20L, 30L);
            for (SpectrumDistance d : of("pair", distances)) {
                assertThat(d.run()).isEqualTo("a");
                assertThat(d.other()).isEqualTo("b");
                assertThat(d.w1())
                        .isEqualTo(Wasserstein.w1(at(spectra, "a", d.firstStep()), at(spectra, "b", d.firstStep())));
            }
            assertThat(of("baseline", distances))
                    .extracting(SpectrumDistance::run)
                    .containsOnly("b");
            assertThat(of("baseline", distances))
                    .extracting(SpectrumDistance::w1)
                    .isEqualTo(of("pair", distances).stream()
                            .map(SpectrumDistance::w1)
                            .toList());
        }
    }

    private static Eigenvalues at(List<WindowSpectrum> spectra, String run, long firstStep) {
        return spectra.stream()
                .filter(w -> w.run().equals(run) && w.firstStep() == firstStep)
                .map(w -> Eigenvalues.of(w.eigenvalues().toArray(new double[0][])))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void twoPresets_areComparedEachWithItsLike() {
        try (TopologyBench bench = new TopologyBench()) {
            for (String run : List.of("a", "b")) {
                bench.send(
                        run,
                        BORN,
                        Record.newBuilder()
                                .setStart(TopologyBench.startOf(run, DIMENSION).toBuilder()
                                        .addAnalyses(Analysis.newBuilder().setPreset("monitor"))
                                        .addAnalyses(Analysis.newBuilder().setPreset("paper"))));
            }
            publish(bench, "a", 1, 110);
            publish(bench, "b", 2, 110);
            List<SpectrumDistance> pairs = of("pair", bench.distances());
            assertThat(pairs)
                    .extracting(d -> d.preset() + (d.partial() ? " partial " : " ") + d.lastStep())
                    .containsExactly("paper partial 59", "monitor 99", "paper 99", "monitor 109", "paper 109");
        }
    }

    @Test
    void rows_areStoredOnce_howeverManyPresetsReadThem() {
        int one = rowsStored(List.of("monitor"));
        assertThat(one).isEqualTo(100);
        assertThat(rowsStored(List.of("monitor", "paper"))).isEqualTo(one);
    }

    private static int rowsStored(List<String> presets) {
        try (TopologyBench bench = new TopologyBench()) {
            var start = TopologyBench.startOf("r", 1).toBuilder();
            presets.forEach(p -> start.addAnalyses(Analysis.newBuilder().setPreset(p)));
            bench.send("r", BORN, Record.newBuilder().setStart(start));
            for (int t = 0; t < 150; t++) {
                bench.snapshot("r", BORN, t, t);
            }
            int rows = 0;
            try (var all = bench.store().all()) {
                while (all.hasNext()) {
                    String key = new String(all.next().key.get(), StandardCharsets.ISO_8859_1);
                    rows += key.startsWith("r\0O\0weights\0r") ? 1 : 0;
                }
            }
            return rows;
        }
    }

    @Test
    void baseline_isTheFlaggedRun_elseTheOldestThatWasLiveWhenARunLastStarted() {
        try (TopologyBench bench = new TopologyBench()) {
            Sweep sweep = new Sweep(bench, "g", 1);
            sweep.joins("younger", BORN + 1, "x", false);
            sweep.joins("older", BORN, "y", false);
            sweep.joins("third", BORN + 2, "z", false);
            toldOf(bench, sweep, 0, "older");
            sweep.ends("older", BORN, "y");
            toldOf(bench, sweep, 100, "older");
            sweep.joins("fourth", BORN + 3, "z", false);
            toldOf(bench, sweep, 200, "younger");
            sweep.joins("third", BORN + 2, "z", true);
            toldOf(bench, sweep, 300, "third");
        }
    }

    private static void toldOf(TopologyBench bench, Sweep sweep, long firstStep, String baseline) {
        sweep.tells("younger", BORN + 1, sweep.window(firstStep, 0.9, 0.01));
        sweep.tells("older", BORN, sweep.window(firstStep, 0.9, 0.01));
        sweep.tells("third", BORN + 2, sweep.window(firstStep, 0.9, 0.01));
        assertThat(of("baseline", bench.distances()))
                .hasSize(2)
                .extracting(SpectrumDistance::other)
                .containsOnly(baseline);
    }

    @Test
    void resume_replacesWhatTheOldIncarnationDidFromThere() {
        try (TopologyBench bench = new TopologyBench()) {
            Sweep sweep = new Sweep(bench, "g", 1);
            sweep.joins("a", BORN, "a", true);
            sweep.joins("b", BORN, "b", false);
            for (int first = 0; first <= 300; first += 100) {
                sweep.tells("b", BORN, sweep.window(first, 0.9, 0));
            }
            sweep.joins("b", BORN + 5, "b", false);
            sweep.tells("b", BORN + 5, sweep.window(200, 0.5, 0));
            bench.distances();
            for (int first = 0; first <= 300; first += 100) {
                sweep.tells("a", BORN, sweep.window(first, 0.9, 0));
            }
            List<SpectrumDistance> pairs = of("pair", bench.distances());
            assertThat(pairs).extracting(SpectrumDistance::firstStep).containsExactly(0L, 100L, 200L);
            assertThat(pairs).extracting(SpectrumDistance::otherIncarnation).containsExactly(BORN, BORN, BORN + 5);
            assertThat(pairs.get(2).w1()).isCloseTo(0.4, within(1e-12));
        }
    }

    @Test
    void windowsOfOtherSettings_andOtherSteps_areNotCompared() {
        try (TopologyBench bench = new TopologyBench()) {
            Sweep sweep = new Sweep(bench, "g", 1);
            sweep.joins("a", BORN, "a", false);
            sweep.joins("b", BORN, "b", false);
            sweep.tells("a", BORN, sweep.window(0, 0.9, 0.01));
            sweep.tells("b", BORN, sweep.window(0, 0.9, 0.01).setSettings("otherwise"));
            sweep.tells("b", BORN, sweep.window(0, 0.9, 0.01).setPartial(true));
            sweep.tells("b", BORN, sweep.window(20, 0.9, 0.01));
            assertThat(bench.distances()).isEmpty();
            sweep.tells("b", BORN, sweep.window(7, 0.9, 0.01));
            assertThat(of("pair", bench.distances())).hasSize(1);
        }
    }

    @Test
    void largeGroups_costTheSameForEachWindow_andFurtherRunsAreRefusedAndCounted() {
        try (TopologyBench bench = new TopologyBench()) {
            Sweep sweep = new Sweep(bench, "g", 1);
            for (int i = 0; i < 257; i++) {
                sweep.joins(String.format("r%03d", i), BORN + i, "one", false);
            }
            assertThat(bench.counters.groupFull).isEqualTo(1);
            for (int i = 0; i < 257; i++) {
                sweep.tells(String.format("r%03d", i), BORN + i, sweep.window(0, 0.9, 0.01));
            }
            assertThat(bench.counters.groupFull).isEqualTo(2);
            bench.distances();
            for (int i = 1; i < 200; i++) {
                sweep.tells(String.format("r%03d", i), BORN + i, sweep.window(0, 0.9, 0.01));
                List<SpectrumDistance> told = bench.distances();
                assertThat(of("pair", told).size()).isBetween(1, 9);
                assertThat(of("baseline", told))
                        .extracting(SpectrumDistance::other)
                        .containsExactly("r000");
            }
        }
    }

    @Test
    void windowsKept_doNotGrowWithTime() {
        try (TopologyBench bench = new TopologyBench()) {
            Sweep sweep = new Sweep(bench, "g", 1);
            sweep.joins("base", BORN, "x", true);
            sweep.joins("r", BORN, "a", false);
            for (int w = 0; w < 3000; w++) {
                sweep.tells("r", BORN, sweep.window(10L * w, 0.9, 0.01));
            }
            int stored = 0;
            try (var all = bench.groupStore().all()) {
                while (all.hasNext()) {
                    all.next();
                    stored++;
                }
            }
            // 64 newest, 8 for each of the 7 longer blocks, 8 of the first four, 2 runs, 1 head
            assertThat(stored).isBetween(100, 140);
        }
    }

    @Test
    void expiredRuns_leaveTheGroup_andTheLastOneTakesItAlong() {
        try (TopologyBench bench = new TopologyBench()) {
            for (String run : List.of("a", "b")) {
                bench.start(run, BORN, DIMENSION);
                publish(bench, run, 1, 100);
            }
            assertThat(bench.groupStore().approximateNumEntries()).isEqualTo(5);
            for (String run : List.of("a", "b")) {
                bench.send(
                        run,
                        BORN,
                        Record.newBuilder().setExpire(Expire.newBuilder().setLastStep(99)));
            }
            assertThat(bench.groupStore().approximateNumEntries()).isZero();
        }
    }

    @Test
    void manyRunsAlarmingAtOnce_becomeOneEventOfTheGroup() {
        try (TopologyBench bench = new TopologyBench()) {
            Sweep sweep = new Sweep(bench, "g", 1);
            for (int i = 0; i < 10; i++) {
                sweep.joins("r" + i, BORN, "r" + i, false);
            }
            IntStream.range(0, 3).forEach(i -> sweep.alarms("r" + i, BORN, 500 + 10 * i));
            sweep.alarms("r3", BORN, 900);
            assertThat(bench.events()).isEmpty();
            IntStream.range(3, 7).forEach(i -> sweep.alarms("r" + i, BORN, 510));
            List<ChangeEvent> events = bench.events();
            assertThat(events).hasSize(1);
            assertThat(events.get(0).run()).isNull();
            assertThat(events.get(0).kind()).isEqualTo("RegimeShift");
            assertThat(events.get(0).message()).contains("4 of 10 runs of group g", "within 50 steps of step 510");
            sweep.tells("r0", BORN, sweep.window(950, 0.9, 0.01));
            assertThat(bench.events()).extracting(ChangeEvent::state).containsExactly("resolved");
        }
    }

    @Test
    void restoredWorker_goesOn_asIfItHadNeverStopped() {
        for (int stop : new int[] {1, 13, 37, 60}) {
            try (TopologyBench whole = new TopologyBench();
                    TopologyBench first = new TopologyBench()) {
                record(whole, 0, 90);
                record(first, 0, stop);
                try (TopologyBench second = TopologyBench.restoredFrom(first)) {
                    record(second, stop, 90);
                    assertThat(join(json(first.distances()), json(second.distances())))
                            .isEqualTo(json(whole.distances()));
                    List<String> events = json(whole.events());
                    assertThat(events).isNotEmpty();
                    assertThat(join(json(first.events()), json(second.events())))
                            .isEqualTo(events);
                }
            }
        }
    }

    /** Records from, to of a sweep that diverges and then ends; each a function of its number alone. */
    private static void record(TopologyBench bench, int from, int to) {
        for (int n = from; n < to; n++) {
            Sweep sweep = new Sweep(bench, "g", n);
            int i = n % 10;
            String run = (i < 5 ? "a" : "b") + i;
            if (n < 10) {
                sweep.joins(run, BORN + i, run.substring(0, 1), i == 0);
            } else if (n < 80) {
                GroupWindow.Builder window = sweep.window((n / 10 - 1) * 50L, i < 5 ? 0.9 : 0.7, 0.01);
                sweep.tells(run, BORN + i, window);
            } else {
                sweep.ends(run, BORN + i, run.substring(0, 1));
            }
        }
    }

    private static List<String> json(List<?> documents) {
        return documents.stream()
                .map(d -> new String(Json.write(d), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> join(List<String> a, List<String> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }
}
