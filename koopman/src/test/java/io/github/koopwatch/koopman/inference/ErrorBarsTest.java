/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import static io.github.koopwatch.koopman.Samples.all;
import static io.github.koopwatch.koopman.Samples.descent;
import static io.github.koopwatch.koopman.Samples.ring;
import static io.github.koopwatch.koopman.Samples.settings;
import static io.github.koopwatch.koopman.Samples.spectrum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ErrorBarsTest {
    private static final int RUNS = 40;

    /** The mean bar of runs of one law against the scatter of their eigenvalue, known to √(1/2(n - 1)) = a tenth. */
    @Test
    void standardErrors_ofASingleMode_areOfTheSizeOfItsScatterOverRuns() {
        AnalysisSettings settings = settings(200, 0, 1, Centre.AFFINE);
        double[] re = new double[RUNS];
        double bars = 0;
        for (int run = 0; run < RUNS; run++) {
            RowRing ring = ring(200, autoregression(run));
            re[run] = spectrum(Dmd.fit(ring, all(ring), settings)).eigenvalues().re()[0];
            bars += ErrorBars.of(ring, all(ring), settings, 50, run)
                            .orElseThrow()
                            .standardErrors()[0]
                    / RUNS;
        }
        double mean = 0;
        for (double x : re) {
            mean += x / RUNS;
        }
        double variance = 0;
        for (double x : re) {
            variance += (x - mean) * (x - mean) / (RUNS - 1);
        }
        assertThat(bars).isBetween(0.6 * Math.sqrt(variance), 1.5 * Math.sqrt(variance));
    }

    @Test
    void of_sameSeed_isTheSame_andKeepsTheNullOfTheBootstrap() {
        RowRing ring = ring(80, descent(1, 80, 12, 0.05));
        AnalysisSettings settings = settings(80, 2, 6, Centre.NONE);
        ErrorBars bars = ErrorBars.of(ring, all(ring), settings, 20, 5).orElseThrow();
        assertThat(ErrorBars.of(ring, all(ring), settings, 20, 5)).contains(bars);
        assertThat(ErrorBars.of(ring, all(ring), settings, 20, 6)).isNotEqualTo(bars);
        assertThat(bars.standardErrors()).hasSize(6);
        assertThat(Arrays.stream(bars.standardErrors()).min().orElseThrow()).isPositive();
        assertThat(bars.nullW1Mean()).isEqualTo(BlockBootstrap.nullW1Mean(ring, all(ring), settings, 20, 5));
        assertThat(bars.resamples()).isEqualTo(20);
    }

    /** A conjugate pair scatters alike: the resampled spectra are closed under conjugation. */
    @Test
    void standardErrors_ofAConjugatePair_areEqual() {
        float[][] rows = new float[120][2];
        Random random = new Random(3);
        double x = 1;
        double y = 0;
        for (float[] row : rows) {
            row[0] = (float) x;
            row[1] = (float) y;
            double turned = 0.9 * x - 0.4 * y + 0.05 * random.nextGaussian();
            y = 0.4 * x + 0.9 * y + 0.05 * random.nextGaussian();
            x = turned;
        }
        RowRing ring = ring(120, rows);
        AnalysisSettings settings = settings(120, 0, 2, Centre.AFFINE);
        Eigenvalues fitted = spectrum(Dmd.fit(ring, all(ring), settings)).eigenvalues();
        double[] bars =
                ErrorBars.of(ring, all(ring), settings, 30, 1).orElseThrow().standardErrors();
        assertThat(fitted.im()[0]).isPositive();
        assertThat(bars[0]).isCloseTo(bars[1], within(1e-12)).isBetween(1e-3, 0.1);
    }

    @Test
    void of_oneResample_hasNoErrors() {
        RowRing ring = ring(80, descent(1, 80, 12, 0.05));
        ErrorBars bars = ErrorBars.of(ring, all(ring), settings(80, 0, 3, Centre.AFFINE), 1, 5)
                .orElseThrow();
        assertThat(bars.standardErrors()).hasSize(3).containsOnly(Double.NaN);
        assertThat(bars.nullW1Mean()).isNaN();
    }

    @Test
    void of_degenerateWindow_isNone() {
        RowRing ring = ring(10, new float[10][4]);
        assertThat(ErrorBars.of(ring, all(ring), settings(10, 0, 3, Centre.AFFINE), 5, 1))
                .isEmpty();
    }

    /** x⁺ = 0.7 x + noise, one coordinate. */
    private static float[][] autoregression(long seed) {
        Random random = new Random(seed);
        float[][] rows = new float[200][1];
        double x = 0;
        for (float[] row : rows) {
            row[0] = (float) x;
            x = 0.7 * x + random.nextGaussian();
        }
        return rows;
    }
}
