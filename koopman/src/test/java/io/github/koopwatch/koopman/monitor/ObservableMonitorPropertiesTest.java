/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import static io.github.koopwatch.koopman.Samples.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.DmdResult;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The monitor under any sequence of snapshots, gaps, resets, bursts and stops, against a model that keeps every row. */
class ObservableMonitorPropertiesTest {
    private static final int DIMENSION = 5;
    private static final int SNAPSHOTS = 160;

    /** Each window is where the model puts it, and is the fit of its rows alone in a ring of its own. */
    @Property(seed = "61", tries = 40)
    void windows_areThoseOfTheModel_eachTheFitOfItsRowsAlone(@ForAll("script") Script script) {
        ObservableMonitor monitor = new ObservableMonitor(script.observable(), Slots.NONE);
        Model model = new Model(script);
        for (int t = 0; t < SNAPSHOTS; t++) {
            List<AnalysedWindow> windows =
                    monitor.append(script.steps[t], script.rows[t]).windows();
            List<RowRing> expected = model.append(script.steps[t], script.rows[t]);
            assertThat(windows).hasSameSizeAs(expected);
            for (int i = 0; i < windows.size(); i++) {
                assertFresh(windows.get(i), expected.get(i), script);
            }
        }
    }

    /** Stopped and restored at random, it answers bitwise as if it had never stopped. */
    @Property(seed = "62", tries = 25)
    void restores_anywhere_changeNothing(@ForAll("script") Script script) {
        Random random = new Random(script.seed);
        ObservableMonitor whole = new ObservableMonitor(script.observable(), Slots.NONE);
        MapSlots slots = new MapSlots();
        ObservableMonitor stopped = new ObservableMonitor(script.observable(), slots);
        for (int t = 0; t < SNAPSHOTS; t++) {
            if (random.nextInt(7) == 0) {
                stopped = new ObservableMonitor(script.observable(), slots);
            }
            ObservableMonitorTest.Log log = new ObservableMonitorTest.Log(random, script.steps[t]);
            assertThat(log.tell(stopped)).isEqualTo(log.tell(whole));
            String expected = ObservableMonitorTest.text(whole.append(script.steps[t], script.rows[t]));
            assertThat(ObservableMonitorTest.text(stopped.append(script.steps[t], script.rows[t])))
                    .isEqualTo(expected);
            assertThat(stopped.count()).isEqualTo(t + 1L);
        }
    }

    private static void assertFresh(AnalysedWindow window, RowRing alone, Script script) {
        assertThat(window.firstStep()).isEqualTo(alone.firstStep(0));
        assertThat(window.lastStep()).isEqualTo(alone.lastStep(alone.count() - 1));
        long rowStride = (long) script.stride * script.settings.blockMean();
        DmdResult fresh = Dmd.fit(alone, new Span(0, alone.count(), rowStride), script.settings);
        assertThat(window.result().getClass()).isEqualTo(fresh.getClass());
        if (fresh instanceof Spectrum expected && window.result() instanceof Spectrum actual) {
            assertThat(actual.rank()).isEqualTo(expected.rank());
            assertThat(Wasserstein.w1(actual.eigenvalues(), expected.eigenvalues()))
                    .isLessThan(1e-8);
            assertThat(window.modes()).doesNotHaveDuplicates().hasSize(actual.rank());
        } else {
            assertThat(window.result()).isEqualTo(fresh);
        }
    }

    /** The rules of rows and windows, with nothing ever forgotten. */
    private static final class Model {
        private final Script script;
        private final List<long[]> steps = new ArrayList<>();
        private final List<float[]> rows = new ArrayList<>();
        private final List<Integer> block = new ArrayList<>();
        private int seen;
        private int origin;

        Model(Script script) {
            this.script = script;
        }

        /** The windows that the snapshot completes, each as a ring of its rows. */
        List<RowRing> append(long step, float[] values) {
            int t = seen++;
            if (!block.isEmpty() && step - script.steps[t - 1] != script.stride) {
                block.clear();
            }
            block.add(t);
            if (block.size() < script.settings.blockMean()) {
                return List.of();
            }
            rows.add(mean());
            steps.add(new long[] {script.steps[block.get(0)], step});
            block.clear();
            return windows();
        }

        private List<RowRing> windows() {
            int window = script.settings.window();
            if (script.burst == 0 && missing(Math.max(origin, rows.size() - window)) > window / 4) {
                origin = rows.size() - 1;
            }
            int since = rows.size() - origin;
            return since >= window && (since - window) % script.settings.hop() == 0 ? List.of(ring(window)) : List.of();
        }

        /** Rows that are not there between row {@code from} and the newest. */
        private long missing(int from) {
            long rowStride = (long) script.stride * script.settings.blockMean();
            long missing = 0;
            for (int r = from; r + 1 < rows.size(); r++) {
                long apart = steps.get(r + 1)[0] - steps.get(r)[0];
                missing += (apart - 1) / rowStride;
            }
            return missing;
        }

        private RowRing ring(int window) {
            RowRing ring = new RowRing(DIMENSION, window);
            for (int r = rows.size() - window; r < rows.size(); r++) {
                ring.append(steps.get(r)[0], steps.get(r)[1], rows.get(r));
            }
            return ring;
        }

        private float[] mean() {
            float[] mean = new float[DIMENSION];
            for (int k = 0; k < DIMENSION; k++) {
                double sum = 0;
                for (int t : block) {
                    sum += script.rows[t][k];
                }
                mean[k] = (float) (sum / block.size());
            }
            return mean;
        }
    }

    /** What is published, and how it is analysed. */
    private static final class Script {
        final long seed;
        final int stride;
        final int burst;
        final AnalysisSettings settings;
        final long[] steps = new long[SNAPSHOTS];
        final float[][] rows = new float[SNAPSHOTS][DIMENSION];

        Script(long seed, int stride, int burst, AnalysisSettings settings) {
            this.seed = seed;
            this.stride = stride;
            this.burst = burst;
            this.settings = settings;
            Random random = new Random(seed);
            for (int t = 0; t < SNAPSHOTS; t++) {
                steps[t] = t == 0 ? random.nextInt(3) : steps[t - 1] + apart(random, t);
                boolean rest = random.nextInt(25) == 0;
                for (int k = 0; k < DIMENSION; k++) {
                    float before = t == 0 ? 1 : rows[t - 1][k];
                    rows[t][k] = rest ? before : (float) (0.98 * before + (1 + k) * random.nextGaussian());
                }
            }
        }

        private long apart(Random random, int t) {
            if (burst > 0) {
                return t % burst == 0 ? 100 : stride;
            }
            int dice = random.nextInt(100);
            if (dice < 95) {
                return stride;
            }
            return dice < 98 ? stride * 2L : dice == 98 ? stride + 1L : stride * 20L;
        }

        ObservableSettings observable() {
            return new ObservableSettings(DIMENSION, List.of(), stride, burst, List.of(settings));
        }

        @Override
        public String toString() {
            return "seed " + seed + ", stride " + stride + ", burst " + burst + ", " + settings;
        }
    }

    @Provide
    Arbitrary<Script> script() {
        Arbitrary<AnalysisSettings> settings = Combinators.combine(
                        Arbitraries.integers().between(6, 24),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.of(Centre.class),
                        Arbitraries.of(1, 1, 1, 2, 3))
                .as((window, hop, delays, rank, centre, block) -> settings(window, hop, delays, rank, centre, block));
        return Combinators.combine(
                        Arbitraries.longs().between(0, 100_000),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(0, 0, 0, 4, 7),
                        settings)
                .as(Script::new);
    }
}
