/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.Scale;
import io.github.koopwatch.koopman.detect.ChangeDetector;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Degenerate;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine of one observable: which windows come when, and that it can stop and go on anywhere. */
class ObservableMonitorTest {
    private static final int DIMENSION = 7;
    private static final AnalysisSettings SMALL = new AnalysisSettings("custom", 20, 5, 2, 4, Centre.AFFINE, 1);

    private static ObservableSettings settings(int burst, AnalysisSettings... analyses) {
        return new ObservableSettings(DIMENSION, List.of(), 0, burst, List.of(analyses));
    }

    private static float[][] walk(long seed, int rows) {
        Random random = new Random(seed);
        float[][] walk = new float[rows][DIMENSION];
        for (int t = 0; t < rows; t++) {
            for (int j = 0; j < DIMENSION; j++) {
                walk[t][j] = (float) ((t == 0 ? 5 : walk[t - 1][j]) + random.nextGaussian());
            }
        }
        return walk;
    }

    private static long[] steps(int rows) {
        return LongStream.range(0, rows).toArray();
    }

    private static List<AnalysedWindow> windows(ObservableMonitor monitor, long[] steps, float[][] rows) {
        List<AnalysedWindow> windows = new ArrayList<>();
        for (int t = 0; t < steps.length; t++) {
            windows.addAll(monitor.append(steps[t], rows[t]).windows());
        }
        return windows;
    }

    /** Everything of an update, comparable. */
    static String text(Update update) {
        StringBuilder text = new StringBuilder(update.changes().toString());
        for (AnalysedWindow w : update.windows()) {
            text.append(w.settings().preset())
                    .append(w.partial())
                    .append(w.firstStep())
                    .append('-')
                    .append(w.lastStep())
                    .append('/')
                    .append(w.rowStride())
                    .append(Arrays.toString(w.modes()))
                    .append(w.gauges())
                    .append(w.references())
                    .append(
                            w.result() instanceof Spectrum s
                                    ? s.eigenvalues()
                                            + Arrays.toString(s.residuals())
                                            + Arrays.toString(s.eigenfunctionResiduals())
                                            + Arrays.toString(s.energies())
                                            + s.oneStepError()
                                    : w.result());
        }
        return text.toString();
    }

    @Test
    void append_givesAWindowEveryHopOnceTheFirstIsFull() {
        ObservableMonitor monitor = new ObservableMonitor(settings(0, SMALL), Slots.NONE);
        List<AnalysedWindow> windows = windows(monitor, steps(40), walk(1, 40));
        assertThat(windows).extracting(AnalysedWindow::firstStep).containsExactly(0L, 5L, 10L, 15L, 20L);
        assertThat(windows).extracting(AnalysedWindow::lastStep).containsExactly(19L, 24L, 29L, 34L, 39L);
    }

    @Test
    void append_window_isTheFitOfItsOwnRowsAlone() {
        float[][] rows = walk(2, 60);
        List<AnalysedWindow> windows = windows(new ObservableMonitor(settings(0, SMALL), Slots.NONE), steps(60), rows);
        for (AnalysedWindow window : windows) {
            RowRing alone = new RowRing(DIMENSION, 20);
            for (int t = (int) window.firstStep(); t <= window.lastStep(); t++) {
                alone.append(t, t, rows[t]);
            }
            Spectrum expected = (Spectrum) Dmd.fit(alone, new Span(0, 20, 1), SMALL);
            assertThat(largestGap(expected.eigenvalues(), ((Spectrum) window.result()).eigenvalues()))
                    .isLessThan(1e-9);
        }
    }

    private static double largestGap(Eigenvalues a, Eigenvalues b) {
        assertThat(a.size()).isEqualTo(b.size());
        return IntStream.range(0, a.size())
                .mapToDouble(i -> Math.hypot(a.re()[i] - b.re()[i], a.im()[i] - b.im()[i]))
                .max()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void restoredAnywhere_goesOnBitwiseAsIfItHadNeverStopped(long seed) {
        Random random = new Random(seed);
        int rows = 700;
        float[][] values = walk(seed, rows);
        long[] steps = withGaps(random, rows);
        AnalysisSettings blocks = new AnalysisSettings("denoised", 12, 3, 1, 3, Centre.AFFINE, 5);
        AnalysisSettings refined = new AnalysisSettings("custom-2", 25, 20, 1, 5, Centre.NONE, 1, Scale.UNIT, true);
        AnalysisSettings published = new AnalysisSettings("paper", 70, 10, 8, 6, Centre.NONE, 1);
        ObservableSettings settings = new ObservableSettings(
                DIMENSION,
                List.of(new int[] {0, 3}, new int[] {3, 7}),
                1,
                seed % 2 == 0 ? 0 : 4,
                List.of(SMALL, blocks, refined, published));
        ObservableMonitor whole = new ObservableMonitor(settings, Slots.NONE);
        MapSlots slots = new MapSlots();
        ObservableMonitor stopped = new ObservableMonitor(settings, slots);
        for (int t = 0; t < rows; t++) {
            if (random.nextInt(20) == 0) {
                stopped = new ObservableMonitor(settings, slots);
            }
            Log log = new Log(random, steps[t]);
            assertThat(log.tell(stopped)).as("step %s", steps[t]).isEqualTo(log.tell(whole));
            if (random.nextInt(20) == 0) {
                stopped = new ObservableMonitor(settings, slots);
            }
            assertThat(text(stopped.append(steps[t], values[t])))
                    .as("step %s", steps[t])
                    .isEqualTo(text(whole.append(steps[t], values[t])));
        }
    }

    /** What a training job may log about a step: mostly in time, sometimes late, early, absurd, or not at all. */
    static final class Log {
        private final long step;
        private final Map<String, Double> values = new TreeMap<>();
        private final boolean marks;

        Log(Random random, long step) {
            int dice = random.nextInt(10);
            this.step = Math.max(0, step + (dice < 7 ? 0 : dice - 8));
            if (random.nextInt(4) > 0) {
                values.put("loss", random.nextInt(9) == 0 ? Double.NaN : Math.exp(random.nextGaussian()));
            }
            if (random.nextInt(4) > 0) {
                values.put("lr", step < 400 ? 0.1 : 0.02 + 0.001 * random.nextDouble());
            }
            marks = random.nextInt(60) == 0;
        }

        /** What the monitor answers. */
        String tell(ObservableMonitor monitor) {
            String answer = text(monitor.scalars(step, values));
            return marks ? answer + text(monitor.mark(step, "a change")) : answer;
        }
    }

    private static long[] withGaps(Random random, int rows) {
        long[] steps = new long[rows];
        for (int t = 1; t < rows; t++) {
            int dice = random.nextInt(100);
            steps[t] = steps[t - 1] + (dice < 97 ? 1 : dice < 99 ? 3 : 40);
        }
        return steps;
    }

    @Test
    void append_aQuarterOfAWindowMissing_startsAnew_lessDoesNot() {
        float[][] rows = walk(3, 60);
        long[] few = LongStream.range(0, 60).map(t -> t < 30 ? t : t + 5).toArray();
        long[] many = LongStream.range(0, 60).map(t -> t < 30 ? t : t + 6).toArray();
        assertThat(windows(new ObservableMonitor(settings(0, SMALL), Slots.NONE), few, rows))
                .extracting(AnalysedWindow::firstStep)
                .containsExactly(0L, 5L, 10L, 15L, 20L, 25L, 35L, 40L, 45L);
        assertThat(windows(new ObservableMonitor(settings(0, SMALL), Slots.NONE), many, rows))
                .extracting(AnalysedWindow::firstStep)
                .containsExactly(0L, 5L, 10L, 36L, 41L, 46L);
    }

    @Test
    void append_burstsNeverStartAnew_andFormNoPairAcross() {
        float[][] rows = walk(4, 80);
        long[] bursts = LongStream.range(0, 80).map(t -> t / 5 * 1000 + t % 5).toArray();
        List<AnalysedWindow> windows = windows(new ObservableMonitor(settings(5, SMALL), Slots.NONE), bursts, rows);
        assertThat(windows).hasSize(13);
        // 4 bursts of 5 rows, delays 2: columns of 3 rows, so 2 pairs a burst and 8 in all: rank at most 8 / 3.
        assertThat(windows)
                .allSatisfy(w -> assertThat(((Spectrum) w.result()).rank()).isEqualTo(2));
    }

    @Test
    void append_blockMeans_countAsRows_andABlockNeverSpansAGap() {
        AnalysisSettings blocks = new AnalysisSettings("custom", 6, 2, 0, 2, Centre.AFFINE, 10);
        float[][] rows = walk(5, 95);
        long[] steps = LongStream.range(0, 95).map(t -> t < 25 ? t : t + 2).toArray();
        List<AnalysedWindow> windows = windows(new ObservableMonitor(settings(0, blocks), Slots.NONE), steps, rows);
        // Rows: 0-9, 10-19, then 20-24 is cut off by the gap, then 27-36, ..., 87-96.
        assertThat(windows).extracting(AnalysedWindow::firstStep).containsExactly(0L, 27L);
        assertThat(windows).extracting(AnalysedWindow::lastStep).containsExactly(66L, 86L);
    }

    @Test
    void append_paperPreset_givesOnePartialSpectrumFirst() {
        List<AnalysedWindow> windows = windows(
                new ObservableMonitor(settings(0, AnalysisSettings.paper()), Slots.NONE), steps(120), walk(6, 120));
        assertThat(windows).extracting(AnalysedWindow::partial).containsExactly(true, false, false, false);
        assertThat(windows).extracting(AnalysedWindow::lastStep).containsExactly(59L, 99L, 109L, 119L);
    }

    @Test
    void append_references_arePreviousWithoutCommonRowsAndTheFirstFullWindow() {
        List<AnalysedWindow> windows =
                windows(new ObservableMonitor(settings(0, SMALL), Slots.NONE), steps(60), walk(7, 60));
        assertThat(windows.subList(0, 4))
                .allSatisfy(w -> assertThat(w.references()).isEmpty());
        assertThat(windows.get(4).references())
                .extracting(AnalysedWindow.ReferenceDistance::reference)
                .containsExactly(AnalysedWindow.Reference.PREVIOUS, AnalysedWindow.Reference.EARLY);
        AnalysedWindow sixth = windows.get(6);
        double expected = Wasserstein.w1(
                ((Spectrum) windows.get(2).result()).eigenvalues(), ((Spectrum) sixth.result()).eigenvalues());
        assertThat(sixth.references().get(0).w1()).isEqualTo(expected, within(1e-15));
        assertThat(sixth.references().get(0).nullW1()).isPositive();
    }

    @Test
    void append_constantRows_areADegenerateWindow_andRecoverWhenTheyMoveAgain() {
        float[][] rows = walk(8, 90);
        for (int t = 20; t < 60; t++) {
            rows[t] = rows[20].clone();
        }
        List<AnalysedWindow> windows = windows(new ObservableMonitor(settings(0, SMALL), Slots.NONE), steps(90), rows);
        assertThat(windows.get(5).result()).isInstanceOf(Degenerate.class);
        assertThat(windows.get(5).modes()).isEmpty();
        assertThat(windows.get(windows.size() - 1).result()).isInstanceOf(Spectrum.class);
    }

    @Test
    void append_stepThatDoesNotRise_isMisuse() {
        ObservableMonitor monitor = new ObservableMonitor(settings(0, SMALL), Slots.NONE);
        monitor.append(5, new float[DIMENSION]);
        assertThatThrownBy(() -> monitor.append(5, new float[DIMENSION]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step: expected above 5, got 5");
    }

    @Test
    void slots_doNotGrowWithTime_andHeadsStaySmall() {
        MapSlots slots = new MapSlots();
        ObservableMonitor monitor = new ObservableMonitor(
                new ObservableSettings(DIMENSION, List.of(), 0, 0, List.of(SMALL, AnalysisSettings.monitor())), slots);
        float[][] rows = walk(9, 1400);
        windows(monitor, steps(700), rows);
        int records = (int) slots.records.keySet().stream()
                .filter(key -> key.kind() != Slots.Kind.WINDOW)
                .count();
        for (int t = 700; t < 1400; t++) {
            monitor.append(t, rows[t]);
        }
        assertThat(slots.records.keySet())
                .filteredOn(key -> key.kind() != Slots.Kind.WINDOW)
                .hasSize(records);
        assertThat(slots.records.keySet()).allMatch(key -> key.slot() < ChangeDetector.SLOTS);
        slots.records.forEach((key, value) -> {
            if (key.kind() == Slots.Kind.HEAD || key.kind() == Slots.Kind.ANALYSIS || key.kind() == Slots.Kind.EPOCH) {
                assertThat(value.length).as("%s", key).isLessThanOrEqualTo(4096);
            }
        });
    }

    @Test
    void unknownVersion_isRefusedByName() {
        MapSlots slots = new MapSlots();
        ObservableMonitor monitor = new ObservableMonitor(settings(0, SMALL), slots);
        monitor.append(0, new float[DIMENSION]);
        Objects.requireNonNull(slots.records.get(new Slots.Key(Slots.Kind.HEAD, 0, 0)))[1] = 9;
        assertThatThrownBy(() -> new ObservableMonitor(settings(0, SMALL), slots))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stored state: expected family h version 1, got family h version 9");
    }
}
