/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static io.github.koopwatch.koopman.Samples.all;
import static io.github.koopwatch.koopman.Samples.append;
import static io.github.koopwatch.koopman.Samples.descent;
import static io.github.koopwatch.koopman.Samples.ring;
import static io.github.koopwatch.koopman.Samples.settings;
import static io.github.koopwatch.koopman.Samples.spectrum;
import static io.github.koopwatch.koopman.Samples.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fit against its definition written out on whole columns. */
class DmdAccuracyTest {
    private static final double TIGHT = 1e-10;

    /** Eigenvectors move by the rounding over the gap between eigenvalues. */
    private static final double LOOSE = 1e-9;

    @ParameterizedTest
    @CsvSource({"AFFINE, 0", "AFFINE, 8", "AFFINE, 32", "NONE, 0", "NONE, 8", "NONE, 32"})
    void fit_noisyWindows_equalsTheDefinition(Centre centre, int delays) {
        for (int d : new int[] {12, 70, 300}) {
            agrees(walk(d, 90, d, 1, 1), delays, centre);
            agrees(walk(d, 90, d, 10, 0.01), delays, centre);
            agrees(descent(d, 90, d, 0.01), delays, centre);
        }
    }

    private static void agrees(float[][] rows, int delays, Centre centre) {
        RowRing ring = ring(60, rows);
        Spectrum fast = spectrum(Dmd.fit(ring, all(ring), settings(60, delays, 9, centre)));
        Spectrum direct = new Direct().add(rows, 30, 90, delays).fit(fast.rank(), centre);
        assertThat(fast.rank()).isEqualTo(Math.min(9, (60 - delays - 1) / 3));
        same(fast, direct);
    }

    private static void same(Spectrum fast, Spectrum direct) {
        assertThat(Wasserstein.w1(fast.eigenvalues(), direct.eigenvalues())).isLessThan(TIGHT);
        int[] partner = Wasserstein.assignment(fast.eigenvalues(), direct.eigenvalues());
        for (int j = 0; j < partner.length; j++) {
            assertThat(fast.residuals()[j]).isCloseTo(direct.residuals()[partner[j]], within(TIGHT));
            assertThat(fast.eigenfunctionResiduals()[j])
                    .isCloseTo(direct.eigenfunctionResiduals()[partner[j]], within(LOOSE));
            assertThat(fast.energies()[j]).isCloseTo(direct.energies()[partner[j]], within(LOOSE));
        }
        assertThat(fast.oneStepError()).isCloseTo(direct.oneStepError(), within(TIGHT));
    }

    /** Without noise the tenth mode lies at 1e-7 of the first, where a Gram matrix alone is wrong by 1e-4. */
    @ParameterizedTest
    @EnumSource(Centre.class)
    void fit_smoothWindow_fallsBackToTheRows(Centre centre) {
        float[][] rows = descent(1, 60, 200, 0);
        RowRing ring = ring(60, rows);
        AnalysisSettings settings = settings(60, 0, 10, centre);
        Spectrum fast = spectrum(Dmd.fit(ring, all(ring), settings));
        assertThat(fast).isEqualTo(SvdDmd.fit(ring, all(ring), settings));
        Spectrum direct = new Direct().add(rows, 0, 60, 0).fit(fast.rank(), centre);
        // backward stable to eps · σ₁/σ_r = 2e-16 / 1e-9 (uncentred), times the eigenvectors' condition
        assertThat(Wasserstein.w1(fast.eigenvalues(), direct.eigenvalues())).isLessThan(1e-6);
    }

    @ParameterizedTest
    @EnumSource(Centre.class)
    void fit_noisyWindow_doesWithoutTheRows(Centre centre) {
        RowRing ring = ring(60, walk(3, 60, 100, 10, 0.01));
        AnalysisSettings settings = settings(60, 4, 10, centre);
        Pairs pairs = Dmd.pairs(ring, all(ring), settings).orElseThrow();
        assertThat(pairs).isInstanceOf(GramPairs.class);
        assertThat(pairs.fit(10).trusted()).isTrue();
        Spectrum fast = spectrum(Dmd.fit(ring, all(ring), settings));
        Spectrum reference = spectrum(SvdDmd.fit(ring, all(ring), settings));
        assertThat(Wasserstein.w1(fast.eigenvalues(), reference.eigenvalues())).isLessThan(1e-11);
    }

    @ParameterizedTest
    @EnumSource(Centre.class)
    void fit_rankAll_keepsEveryMode(Centre centre) {
        float[][] rows = walk(4, 40, 6, 1, 1);
        RowRing ring = ring(40, rows);
        Spectrum all = spectrum(Dmd.fit(ring, all(ring), settings(40, 1, AnalysisSettings.ALL, centre)));
        assertThat(all.rank()).isEqualTo(12);
        same(all, new Direct().add(rows, 0, 40, 1).fit(12, centre));
    }

    @Test
    void fit_longRows_factorsThemInBlocks() {
        float[][] rows = descent(5, 30, 5000, 0);
        RowRing ring = ring(30, rows);
        Spectrum fast = spectrum(SvdDmd.fit(ring, all(ring), settings(30, 2, 4, Centre.AFFINE)));
        same(fast, new Direct().add(rows, 0, 30, 2).fit(4, Centre.AFFINE));
    }

    /** A gap splits the window: no pair, and no delay, reaches over it. */
    @ParameterizedTest
    @CsvSource({"AFFINE, 0", "AFFINE, 3", "NONE, 3"})
    void fit_gap_formsNoPairAcross(Centre centre, int delays) {
        float[][] rows = walk(6, 60, 40, 3, 0.1);
        RowRing ring = new RowRing(40, 60);
        for (int t = 0; t < 60; t++) {
            append(ring, t < 25 ? 5L * t : 5L * t + 10, rows[t]);
        }
        Direct direct = new Direct().add(rows, 0, 25, delays).add(rows, 25, 60, delays);
        Spectrum fast = spectrum(Dmd.fit(ring, new Span(0, 60, 5), settings(60, delays, 8, centre)));
        same(fast, direct.fit(8, centre));
    }

    /** Bursts of 5 consecutive steps every 100: with 2 delays each gives 2 pairs. */
    @Test
    void fit_bursts_pairWithinEachOnly() {
        float[][] rows = walk(7, 60, 40, 1, 0.1);
        RowRing ring = new RowRing(40, 60);
        Direct direct = new Direct();
        for (int t = 0; t < 60; t++) {
            append(ring, 100L * (t / 5) + t % 5, rows[t]);
        }
        for (int burst = 0; burst < 60; burst += 5) {
            direct.add(rows, burst, burst + 5, 2);
        }
        Spectrum fast = spectrum(Dmd.fit(ring, new Span(0, 60, 1), settings(60, 2, 7, Centre.AFFINE)));
        same(fast, direct.fit(7, Centre.AFFINE));
    }

    /** Replicas one after another, far apart in steps, are fitted as one, by the ring and in double alike. */
    @ParameterizedTest
    @CsvSource({"AFFINE, 0", "AFFINE, 4", "NONE, 0", "NONE, 4"})
    void fit_pooledReplicas_equalsTheDefinition(Centre centre, int delays) {
        RowRing ring = new RowRing(30, 90);
        Direct direct = new Direct();
        double[][][] replicas = new double[3][][];
        for (int r = 0; r < 3; r++) {
            float[][] rows = walk(r, 30, 30, 1, 0.1);
            direct.add(rows, 0, 30, delays);
            replicas[r] = doubles(rows);
            for (int t = 0; t < 30; t++) {
                append(ring, 1_000_000L * r + t, rows[t]);
            }
        }
        AnalysisSettings settings = settings(90, delays, 9, centre);
        Spectrum definition = direct.fit(9, centre);
        same(spectrum(Dmd.fit(ring, new Span(0, 90, 1), settings)), definition);
        same(spectrum(SvdDmd.fit(replicas, settings)), definition);
    }

    /** Delays are the same as publishing stacked rows. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 32})
    void fit_delays_equalsStackedRows(int delays) {
        float[][] rows = walk(8, 80, 15, 2, 0.1);
        float[][] stacked = new float[80 - delays][15 * (delays + 1)];
        for (int t = 0; t < stacked.length; t++) {
            for (int k = 0; k < stacked[t].length; k++) {
                stacked[t][k] = rows[t + k / 15][k % 15];
            }
        }
        RowRing plain = ring(80, rows);
        RowRing tall = ring(80, stacked);
        for (Centre centre : Centre.values()) {
            same(
                    spectrum(Dmd.fit(plain, all(plain), settings(80, delays, 10, centre))),
                    spectrum(Dmd.fit(tall, all(tall), settings(80, 0, 10, centre))));
        }
    }

    private static double[][] doubles(float[][] rows) {
        return Arrays.stream(rows)
                .map(row -> {
                    double[] wide = new double[row.length];
                    Arrays.setAll(wide, k -> row[k]);
                    return wide;
                })
                .toArray(double[][]::new);
    }
}
