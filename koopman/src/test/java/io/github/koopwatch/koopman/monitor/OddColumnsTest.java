/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.Scale;
import io.github.koopwatch.koopman.dmd.Degenerate;
import io.github.koopwatch.koopman.dmd.DmdResult;
import io.github.koopwatch.koopman.dmd.Spectrum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns that arithmetic may stumble over: nothing that is not a number comes out, and nothing of them stays. */
class OddColumnsTest {
    private static final int DIMENSION = 4;
    private static final int WINDOW = 20;
    private static final int ROWS = 420;

    private static ObservableSettings settings() {
        return new ObservableSettings(
                DIMENSION,
                List.of(new int[] {0, 2}, new int[] {2, 4}),
                1,
                0,
                List.of(
                        analysis("a", 0, Centre.AFFINE, 1, Scale.NONE, false),
                        analysis("b", 3, Centre.NONE, 1, Scale.UNIT, true),
                        analysis("c", 1, Centre.AFFINE, 3, Scale.NONE, false)));
    }

    private static AnalysisSettings analysis(
            String name, int delays, Centre centre, int blockMean, Scale scale, boolean refine) {
        return new AnalysisSettings(name, WINDOW, 5, delays, 4, centre, blockMean, scale, refine);
    }

    private static float[] walk(int t) {
        Random random = new Random(t);
        float[] row = new float[DIMENSION];
        for (int j = 0; j < DIMENSION; j++) {
            row[j] = (float) (Math.pow(0.99, t) * (j + 1) + 0.01 * random.nextGaussian());
        }
        return row;
    }

    private static float[] times(float factor, float[] row) {
        float[] scaled = row.clone();
        for (int j = 0; j < scaled.length; j++) {
            scaled[j] *= factor;
        }
        return scaled;
    }

    private static float[] all(float value) {
        float[] row = new float[DIMENSION];
        Arrays.fill(row, value);
        return row;
    }

    private static List<AnalysedWindow> windows(IntFunction<float[]> rows) {
        ObservableMonitor monitor = new ObservableMonitor(settings(), new MapSlots());
        List<AnalysedWindow> windows = new ArrayList<>();
        for (int t = 0; t < ROWS; t++) {
            windows.addAll(monitor.append(t, rows.apply(t)).windows());
        }
        return windows;
    }

    static Stream<Arguments> trainings() {
        return Stream.of(
                training("all zero", t -> all(0)),
                training("constant", t -> all(3)),
                training("constant at the largest float", t -> all(Float.MAX_VALUE)),
                training("largest floats of both signs", t -> all(t % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE)),
                training("walk near the largest float", t -> times(0x1p126f, times(0.2f, walk(t)))),
                training("smallest floats", t -> all(t * Float.MIN_VALUE)),
                training("walk among the smallest floats", t -> times(0x1p-140f, walk(t))),
                training("rank 1", t -> times(t, new float[] {1, 2, 3, 4})),
                training("one dead coordinate", t -> dead(walk(t))),
                training("smallest beside largest", t -> new float[] {Float.MIN_VALUE * t, 0, 1e38f, -1e38f / (t + 1)}),
                training("still, then a walk", t -> t < 200 ? all(1) : walk(t)),
                training("walk, then still", t -> t < 200 ? walk(t) : all(1)),
                training("walk with spikes", t -> t % 97 == 0 ? all(Float.MAX_VALUE) : walk(t)));
    }

    private static Arguments training(String name, IntFunction<float[]> rows) {
        return Arguments.of(name, rows);
    }

    private static float[] dead(float[] row) {
        row[2] = 0;
        return row;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("trainings")
    void oddTraining_everyWindow_isFiniteOrSaysWhyNot(String name, IntFunction<float[]> rows) {
        List<AnalysedWindow> windows = windows(rows);
        assertThat(windows).hasSizeGreaterThan(150);
        for (AnalysedWindow window : windows) {
            if (window.result() instanceof Spectrum s) {
                assertFinite(s);
            } else {
                assertThat(((Degenerate) window.result()).reason()).isNotBlank();
            }
        }
    }

    private static void assertFinite(Spectrum s) {
        assertThat(s.eigenvalues().size()).isPositive();
        for (double[] parts : List.of(s.eigenvalues().re(), s.eigenvalues().im(), s.residuals())) {
            assertThat(parts)
                    .doesNotContain(Double.NaN)
                    .satisfies(all -> assertThat(Arrays.stream(all).allMatch(Double::isFinite))
                            .as("%s", Arrays.toString(all))
                            .isTrue());
        }
        assertThat(s.oneStepError()).isFinite();
    }

    static Stream<Arguments> badColumns() {
        return Stream.of(
                training("largest float", t -> all(Float.MAX_VALUE)),
                training("smallest float", t -> all(Float.MIN_VALUE)),
                training("zero", t -> all(0)),
                training("a million times as long", t -> times(1e6f, walk(t))));
    }

    /** At a row that the Gram matrix is anchored at, and at another. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("badColumns")
    void badColumn_onceItHasLeft_windowsAreThoseOfARunThatNeverHadIt(String name, IntFunction<float[]> bad) {
        List<AnalysedWindow> good = windows(OddColumnsTest::walk);
        for (int at : new int[] {100, 137}) {
            List<AnalysedWindow> odd = windows(t -> t == at ? bad.apply(t) : walk(t));
            assertThat(odd).hasSameSizeAs(good);
            IntStream.range(0, good.size())
                    .filter(i -> good.get(i).lastStep() < at || good.get(i).firstStep() > at)
                    .forEach(i -> assertSame(odd.get(i).result(), good.get(i).result(), good.get(i)));
        }
    }

    private static void assertSame(DmdResult odd, DmdResult good, AnalysedWindow window) {
        Spectrum left = (Spectrum) odd;
        Spectrum right = (Spectrum) good;
        String which = window.settings().preset() + " " + window.firstStep();
        assertThat(left.eigenvalues().re())
                .as(which)
                .isEqualTo(right.eigenvalues().re());
        assertThat(left.eigenvalues().im())
                .as(which)
                .isEqualTo(right.eigenvalues().im());
        assertThat(left.residuals()).as(which).isEqualTo(right.residuals());
        assertThat(left.oneStepError()).as(which).isEqualTo(right.oneStepError());
    }

    /** Scaling by a power of two is exact in floating point, so the spectrum of what does not round is the same to the bit. */
    @Test
    void scaledTraining_byAPowerOfTwo_hasTheSameSpectraToTheBit() {
        List<AnalysedWindow> one = windows(OddColumnsTest::walk);
        for (float factor : new float[] {0x1p60f, 0x1p-60f}) {
            List<AnalysedWindow> scaled = windows(t -> times(factor, walk(t)));
            assertThat(scaled).hasSameSizeAs(one);
            for (int i = 0; i < one.size(); i++) {
                assertThat(((Spectrum) scaled.get(i).result()).eigenvalues().re())
                        .isEqualTo(
                                ((Spectrum) one.get(i).result()).eigenvalues().re());
            }
        }
    }
}
