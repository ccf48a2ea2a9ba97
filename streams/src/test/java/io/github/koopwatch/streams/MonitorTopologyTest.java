/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static io.github.koopwatch.streams.TopologyBench.BORN;
import static io.github.koopwatch.streams.TopologyBench.walk;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.v1.Expire;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.Refused;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** The rules of runs, seen from the topics. */
class MonitorTopologyTest {
    private static final int DIMENSION = 6;

    private static void publish(TopologyBench bench, String run, long incarnation, float[][] rows, long firstStep) {
        for (int t = 0; t < rows.length; t++) {
            bench.snapshot(run, incarnation, firstStep + t, rows[t]);
        }
    }

    private static List<String> json(List<?> documents) {
        return documents.stream()
                .map(d -> new String(Json.write(d), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void snapshots_fillWindows_spectraEveryHop() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, DIMENSION);
            publish(bench, "r", BORN, walk(1, 260, DIMENSION), 0);
            List<WindowSpectrum> spectra = bench.spectra();
            assertThat(spectra)
                    .extracting(WindowSpectrum::firstStep)
                    .containsExactly(
                            0L, 10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L, 100L, 110L, 120L, 130L, 140L, 150L, 160L);
            assertThat(spectra)
                    .allSatisfy(
                            w -> assertThat(w.eigenvalues()).hasSize(w.rank()).isNotEmpty());
            assertThat(bench.distances())
                    .extracting(SpectrumDistance::reference)
                    .contains("previous", "early");
        }
    }

    @Test
    void runState_followsEveryRecord() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, DIMENSION);
            publish(bench, "r", BORN, walk(1, 3, DIMENSION), 7);
            bench.send(
                    "r",
                    BORN,
                    Record.newBuilder()
                            .setScalars(Scalars.newBuilder().setStep(9).putValues("loss", 0.5)));
            bench.end("r", BORN);
            List<RunState> runs = bench.runs();
            assertThat(runs).hasSize(6);
            RunState last = runs.get(5);
            assertThat(last.state()).isEqualTo("ended");
            assertThat(last.lastStep()).isEqualTo(9);
            assertThat(last.lastSnapshot()).isEqualTo(5);
            assertThat(last.arm()).isEqualTo("r");
            assertThat(last.scalars()).containsEntry("loss", 0.5);
            assertThat(last.observables())
                    .containsExactly(new RunState.ObservableState("weights", DIMENSION, 3, 100, 9L));
        }
    }

    @Test
    void restoredWorker_goesOn_asIfItHadNeverStopped() {
        float[][] rows = walk(2, 420, DIMENSION);
        for (int stop : new int[] {1, 99, 100, 205, 333}) {
            try (TopologyBench whole = new TopologyBench();
                    TopologyBench first = new TopologyBench()) {
                whole.start("r", BORN, DIMENSION);
                first.start("r", BORN, DIMENSION);
                publish(whole, "r", BORN, rows, 0);
                publish(first, "r", BORN, Arrays.copyOf(rows, stop), 0);
                try (TopologyBench second = TopologyBench.restoredFrom(first)) {
                    publish(second, "r", BORN, Arrays.copyOfRange(rows, stop, rows.length), stop);
                    List<String> spectra = json(first.spectra());
                    assertThat(join(spectra, json(second.spectra()))).isEqualTo(json(whole.spectra()));
                    assertThat(join(json(first.distances()), json(second.distances())))
                            .isEqualTo(json(whole.distances()));
                    assertThat(join(json(first.events()), json(second.events())))
                            .isEqualTo(json(whole.events()));
                }
            }
        }
    }

    private static List<String> join(List<String> a, List<String> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }

    @Test
    void repeatedStep_sameValues_isADuplicate_otherValuesAConflict() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, 1);
            bench.snapshot("r", BORN, 0, 1f);
            bench.snapshot("r", BORN, 1, 2f);
            bench.snapshot("r", BORN, 1, 2f);
            bench.snapshot("r", BORN, 0, 9f);
            assertThat(bench.counters.dropped).containsExactly(Drop.DUPLICATE, Drop.CONFLICT);
            assertThat(bench.runs().get(4).observables().get(0).rows()).isEqualTo(2);
        }
    }

    @Test
    void higherIncarnation_beginsANewWindow_lowerOneIsDropped() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, DIMENSION);
            publish(bench, "r", BORN, walk(1, 120, DIMENSION), 500);
            bench.start("r", BORN + 1, DIMENSION);
            publish(bench, "r", BORN + 1, walk(2, 110, DIMENSION), 100);
            bench.snapshot("r", BORN, 700, new float[DIMENSION]);
            bench.start("r", BORN, DIMENSION);
            assertThat(bench.spectra())
                    .filteredOn(w -> w.incarnation() == BORN + 1)
                    .extracting(WindowSpectrum::firstStep)
                    .containsExactly(100L, 110L);
            assertThat(bench.counters.dropped).containsExactly(Drop.STALE_INCARNATION);
            ChangeEvent note = bench.events().get(0);
            assertThat(note.severity()).isEqualTo("critical");
            assertThat(note.message()).contains("older incarnation " + BORN, "incarnation " + (BORN + 1));
        }
    }

    @Test
    void notFinite_isRefused_alarmsOnce_resolvesWithTheNextSnapshot() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, 1);
            bench.snapshot("r", BORN, 0, 1f);
            bench.snapshot("r", BORN, 1, Float.NaN);
            bench.send(
                    "r",
                    BORN,
                    Record.newBuilder()
                            .setRefused(Refused.newBuilder()
                                    .setObservable("weights")
                                    .setStep(2)
                                    .setReason(Reason.REASON_NOT_FINITE)));
            bench.snapshot("r", BORN, 3, 2f);
            List<ChangeEvent> events = bench.events();
            assertThat(events).extracting(ChangeEvent::kind).containsExactly("NonFinite", "NonFinite");
            assertThat(events).extracting(ChangeEvent::state).containsExactly("firing", "resolved");
            assertThat(events).extracting(ChangeEvent::id).containsOnly("r/" + BORN + "/weights/NonFinite/1");
            assertThat(bench.counters.rejected).containsExactly(Reason.REASON_NOT_FINITE);
            assertThat(bench.counters.accepted).isEqualTo(2);
            List<RunState> runs = bench.runs();
            assertThat(runs.get(runs.size() - 1).rejected()).isEqualTo(2);
        }
    }

    /** As a client does whose connection ended before it was acknowledged. */
    @Test
    void notFinite_sentAgain_isADuplicate_beforeAndAfterTheNextSnapshot() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, 1);
            bench.snapshot("r", BORN, 0, 1f);
            refused(bench, 1);
            refused(bench, 1);
            bench.snapshot("r", BORN, 2, 2f);
            bench.snapshot("r", BORN, 3, 3f);
            refused(bench, 1);
            bench.snapshot("r", BORN, 2, 2f);
            bench.snapshot("r", BORN, 4, 4f);
            assertThat(bench.events()).extracting(ChangeEvent::state).containsExactly("firing", "resolved");
            List<RunState> runs = bench.runs();
            assertThat(runs.get(runs.size() - 1).rejected()).isEqualTo(1);
            assertThat(bench.counters.dropped).containsExactly(Drop.DUPLICATE, Drop.DUPLICATE, Drop.DUPLICATE);
        }
    }

    private static void refused(TopologyBench bench, long step) {
        Refused.Builder refused =
                Refused.newBuilder().setObservable("weights").setStep(step).setReason(Reason.REASON_NOT_FINITE);
        bench.send("r", BORN, Record.newBuilder().setRefused(refused));
    }

    @Test
    void poison_goesToTheDeadLetters_andHarmsNobody() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, 1);
            bench.raw("r", new byte[] {1, 2, 3});
            bench.raw(
                    "Bad Name",
                    Record.newBuilder()
                            .setIncarnation(1)
                            .setStart(TopologyBench.startOf("r", 1))
                            .build()
                            .toByteArray());
            bench.snapshot("nobody", BORN, 0, 1f);
            bench.snapshot("r", BORN, 0, 1f, 2f);
            bench.snapshot("r", BORN, 1, 1f);
            List<TestRecord<byte[], byte[]>> dead = bench.records(TopologyBench.TOPICS.deadLetters());
            assertThat(dead)
                    .extracting(d -> header(d, "koopwatch-reason"))
                    .containsExactly("malformed", "key", "not_started", "dimension");
            assertThat(header(dead.get(3), "koopwatch-text")).contains("1 float32", "2 float32");
            assertThat(header(dead.get(0), "koopwatch-topic")).isEqualTo(TopologyBench.TOPICS.snapshots());
            assertThat(dead.get(0).value()).containsExactly(1, 2, 3);
            List<RunState> runs = bench.runs();
            assertThat(runs.get(runs.size() - 1).lastStep()).isEqualTo(1);
        }
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void badSettings_areRefusedWithExpectedAndActual() {
        try (TopologyBench bench = new TopologyBench()) {
            RunStart start = TopologyBench.startOf("r", 1).toBuilder()
                    .addAnalyses(io.github.koopwatch.v1.Analysis.newBuilder().setPreset("papier"))
                    .build();
            bench.send("r", BORN, Record.newBuilder().setStart(start));
            List<TestRecord<byte[], byte[]>> dead = bench.records(TopologyBench.TOPICS.deadLetters());
            assertThat(header(dead.get(0), "koopwatch-text")).contains("monitor, paper or denoised", "papier");
            assertThat(bench.runs()).isEmpty();
        }
    }

    @Test
    void shards_areSummedInOrder_andAnIncompleteStepIsGivenUpAfterEightLaterOnes() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.send(
                    "r",
                    BORN,
                    Record.newBuilder()
                            .setStart(TopologyBench.startOf("r", 1).toBuilder().setShards(2)));
            bench.part("r", BORN, 0, 1, 2f);
            for (int step = 1; step <= 8; step++) {
                bench.part("r", BORN, step, 0, 1f);
                bench.part("r", BORN, step, 0, 1f);
                bench.part("r", BORN, step, 1, step);
                assertThat(lastRows(bench)).as("rows after step %s", step).isEqualTo(step < 8 ? 0 : 8);
            }
            assertThat(bench.counters.dropped)
                    .filteredOn(d -> d == Drop.INCOMPLETE)
                    .hasSize(1);
            assertThat(bench.counters.dropped)
                    .filteredOn(d -> d == Drop.DUPLICATE)
                    .hasSize(8);
        }
    }

    private static long lastRows(TopologyBench bench) {
        List<RunState> runs = bench.runs();
        return runs.get(runs.size() - 1).observables().get(0).rows();
    }

    @Test
    void end_freesTheRings_keepsTheHead_soThatResendsStayDuplicates() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, DIMENSION);
            publish(bench, "r", BORN, walk(1, 120, DIMENSION), 0);
            assertThat(stored(bench)).isGreaterThan(200);
            bench.end("r", BORN);
            assertThat(stored(bench)).isEqualTo(2);
            bench.snapshot("r", BORN, 119, new float[DIMENSION]);
            bench.snapshot("r", BORN, 120, new float[DIMENSION]);
            assertThat(bench.counters.dropped).containsExactly(Drop.DUPLICATE, Drop.DUPLICATE);
            bench.start("r", BORN + 5, DIMENSION);
            List<RunState> runs = bench.runs();
            assertThat(runs.get(runs.size() - 1).state()).isEqualTo("live");
        }
    }

    @Test
    void expire_isObeyedOnlyWhileTheHeadIsTheSame() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, 1);
            bench.snapshot("r", BORN, 4, 1f);
            bench.send(
                    "r", BORN, Record.newBuilder().setExpire(Expire.newBuilder().setLastStep(3)));
            assertThat(stored(bench)).isGreaterThan(0);
            bench.send(
                    "r", BORN, Record.newBuilder().setExpire(Expire.newBuilder().setLastStep(4)));
            assertThat(stored(bench)).isZero();
            List<TestRecord<byte[], byte[]>> runs = bench.records(TopologyBench.TOPICS.runs());
            assertThat(runs.get(runs.size() - 1).value()).isNull();
        }
    }

    private static int stored(TopologyBench bench) {
        int n = 0;
        try (var all = bench.store().all()) {
            while (all.hasNext()) {
                Bytes ignored = all.next().key;
                n++;
            }
        }
        return n;
    }

    @Test
    void runsDoNotMix() {
        try (TopologyBench both = new TopologyBench();
                TopologyBench alone = new TopologyBench()) {
            float[][] mine = walk(3, 130, DIMENSION);
            float[][] other = walk(4, 130, 3);
            alone.start("mine", BORN, DIMENSION);
            both.start("mine", BORN, DIMENSION);
            both.start("other", BORN, 3);
            for (int t = 0; t < 130; t++) {
                alone.snapshot("mine", BORN, t, mine[t]);
                both.snapshot("mine", BORN, t, mine[t]);
                both.snapshot("other", BORN, t, other[t]);
            }
            assertThat(json(both.spectra().stream()
                            .filter(w -> w.run().equals("mine"))
                            .toList()))
                    .isEqualTo(json(alone.spectra()));
        }
    }

    @Test
    void anotherObservable_isAddedByAFurtherStart() {
        try (TopologyBench bench = new TopologyBench()) {
            bench.start("r", BORN, 1);
            bench.send(
                    "r",
                    BORN,
                    Record.newBuilder()
                            .setStart(TopologyBench.startOf("r", 1).toBuilder()
                                    .addObservables(Observable.newBuilder()
                                            .setName("logits")
                                            .setDimension(2))));
            List<RunState> runs = bench.runs();
            assertThat(runs.get(1).observables())
                    .extracting(RunState.ObservableState::name)
                    .containsExactly("weights", "logits");
        }
    }
}
