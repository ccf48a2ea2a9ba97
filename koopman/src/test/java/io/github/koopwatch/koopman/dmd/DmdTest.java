/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static io.github.koopwatch.koopman.Samples.all;
import static io.github.koopwatch.koopman.Samples.ring;
import static io.github.koopwatch.koopman.Samples.settings;
import static io.github.koopwatch.koopman.Samples.spectrum;
import static io.github.koopwatch.koopman.Samples.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.window.RowRing;
import io.github.koopwatch.koopman.window.RowRing.StoredRow;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DmdTest {
    /** λ = 0.5, -0.5, ±0.5i: every row is exact in float32 until the 24th. */
    private static float[][] exact(int rows, int d) {
        float[][] exact = new float[rows][d];
        for (int t = 0; t < rows; t++) {
            double size = Math.pow(0.5, t);
            exact[t][0] = (float) size;
            exact[t][1] = (float) (t % 2 == 0 ? size : -size);
            exact[t][2] = (float) (size * new int[] {1, 0, -1, 0}[t % 4]);
            exact[t][3] = (float) (size * new int[] {0, 1, 0, -1}[t % 4]);
        }
        return exact;
    }

    @ParameterizedTest
    @EnumSource(Centre.class)
    void fit_knownLinearSystem_findsItsEigenvalues(Centre centre) {
        RowRing ring = ring(20, exact(20, 6));
        for (int rank : new int[] {4, AnalysisSettings.ALL}) {
            Spectrum spectrum = spectrum(Dmd.fit(ring, all(ring), settings(20, 0, rank, centre)));
            Eigenvalues truth = Eigenvalues.of(new double[][] {{0.5, 0}, {-0.5, 0}, {0, 0.5}, {0, -0.5}});
            assertThat(Wasserstein.w1(spectrum.eigenvalues(), truth)).isLessThan(1e-13);
            assertThat(Arrays.stream(spectrum.residuals()).boxed()).allMatch(r -> r < 1e-13);
            assertThat(spectrum.oneStepError()).isLessThan(1e-13);
            assertThat(spectrum.spectralRadius()).isCloseTo(0.5, within(1e-13));
        }
    }

    /** An offset is a mode with eigenvalue 1 when uncentred; the separate means remove it exactly. */
    @Test
    void fit_offset_isAModeOnlyWhenUncentred() {
        float[][] rows = exact(12, 6);
        for (float[] row : rows) {
            row[5] = 1;
        }
        RowRing ring = ring(12, rows);
        Spectrum none = spectrum(Dmd.fit(ring, all(ring), settings(12, 0, AnalysisSettings.ALL, Centre.NONE)));
        Spectrum affine = spectrum(Dmd.fit(ring, all(ring), settings(12, 0, AnalysisSettings.ALL, Centre.AFFINE)));
        assertThat(none.rank()).isEqualTo(5);
        assertThat(none.eigenvalues().re()[0]).isCloseTo(1, within(1e-13));
        assertThat(affine.rank()).isEqualTo(4);
        assertThat(affine.spectralRadius()).isCloseTo(0.5, within(1e-13));
    }

    /**
     * Rotations and decays at generic values. A row is rounded to 2^-25 of its entries' size 2, so an eigenvalue moves by
     * about 2^-24 / (σ_r/√pairs ≈ 0.1), a few 1e-7.
     */
    @Test
    void fit_genericLinearSystem_isRightToTheRoundingOfItsRows() {
        double[][] mix = new double[40][5];
        Random random = new Random(2);
        Arrays.stream(mix).forEach(row -> Arrays.setAll(row, k -> random.nextGaussian() / 2));
        float[][] rows = new float[100][40];
        for (int t = 0; t < 100; t++) {
            double[] modes = {
                Math.pow(0.97, t),
                Math.pow(0.99, t) * Math.cos(0.3 * t),
                Math.pow(0.99, t) * Math.sin(0.3 * t),
                Math.pow(-0.98, t),
                1
            };
            for (int k = 0; k < 40; k++) {
                double sum = 0;
                for (int j = 0; j < 5; j++) {
                    sum += mix[k][j] * modes[j];
                }
                rows[t][k] = (float) sum;
            }
        }
        RowRing ring = ring(100, rows);
        Spectrum spectrum = spectrum(Dmd.fit(ring, all(ring), settings(100, 0, 4, Centre.AFFINE)));
        double re = 0.99 * Math.cos(0.3);
        double im = 0.99 * Math.sin(0.3);
        Eigenvalues truth = Eigenvalues.of(new double[][] {{re, im}, {re, -im}, {-0.98, 0}, {0.97, 0}});
        assertThat(Wasserstein.w1(spectrum.eigenvalues(), truth)).isLessThan(1e-6);
        assertThat(Arrays.stream(spectrum.residuals()).boxed()).allMatch(r -> r < 1e-5);
    }

    /** The same window in rings with other anchors, restored at each point. */
    @ParameterizedTest
    @EnumSource(Centre.class)
    void fit_otherAnchor_changesNothingBeyondRounding(Centre centre) {
        float[][] rows = walk(3, 130, 50, 5, 0.05);
        AnalysisSettings settings = settings(40, 2, 8, centre);
        RowRing own = ring(40, Arrays.copyOfRange(rows, 60, 100));
        Spectrum expected = spectrum(Dmd.fit(own, all(own), settings));
        for (int capacity = 40; capacity <= 70; capacity += 3) {
            RowRing ring = RowRing.restore(50, capacity, 100, i -> new StoredRow(i, i, rows[(int) i]));
            Spectrum other = spectrum(Dmd.fit(ring, new Span(60, 100, 1), settings));
            assertThat(Wasserstein.w1(other.eigenvalues(), expected.eigenvalues()))
                    .isLessThan(1e-11);
            assertThat(other.oneStepError()).isCloseTo(expected.oneStepError(), within(1e-11));
        }
    }

    @ParameterizedTest
    @EnumSource(Centre.class)
    void fit_permutedFlippedAndScaledCoordinates_changesNothing(Centre centre) {
        float[][] rows = walk(4, 50, 30, 2, 0.1);
        float[][] mapped = new float[50][30];
        for (int t = 0; t < 50; t++) {
            for (int k = 0; k < 30; k++) {
                mapped[t][(7 * k + 3) % 30] = (k % 3 == 0 ? -8 : 8) * rows[t][k];
            }
        }
        AnalysisSettings settings = settings(50, 1, 10, centre);
        RowRing ring = ring(50, rows);
        RowRing other = ring(50, mapped);
        Spectrum expected = spectrum(Dmd.fit(ring, all(ring), settings));
        Spectrum actual = spectrum(Dmd.fit(other, all(other), settings));
        assertThat(Wasserstein.w1(actual.eigenvalues(), expected.eigenvalues())).isLessThan(1e-11);
    }

    @Test
    void fit_shiftedWeights_changesOnlyTheUncentredSpectrum() {
        float[][] rows = walk(5, 50, 30, 0, 1);
        float[][] shifted = new float[50][30];
        for (int t = 0; t < 50; t++) {
            for (int k = 0; k < 30; k++) {
                rows[t][k] = Math.round(1024 * rows[t][k]) / 1024f; // so that adding 64 is exact
                shifted[t][k] = rows[t][k] + 64;
            }
        }
        for (Centre centre : Centre.values()) {
            Spectrum here = spectrum(Dmd.fit(ring(50, rows), new Span(0, 50, 1), settings(50, 0, 10, centre)));
            Spectrum there = spectrum(Dmd.fit(ring(50, shifted), new Span(0, 50, 1), settings(50, 0, 10, centre)));
            double moved = Wasserstein.w1(here.eigenvalues(), there.eigenvalues());
            assertThat(moved < 1e-11).isEqualTo(centre == Centre.AFFINE);
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 10, 3", "3, 10, 1", "31, 10, 10", "100, 4, 4", "100, 40, 20"})
    void fit_rank_isTheLeastOfRequestPairsAndMotion(int pairs, int rank, int expected) {
        RowRing ring = ring(pairs + 1, walk(6, pairs + 1, 20, 1, 1));
        Spectrum spectrum = spectrum(Dmd.fit(ring, all(ring), settings(pairs + 1, 0, rank, Centre.AFFINE)));
        assertThat(spectrum.rank()).isEqualTo(expected);
        assertThat(spectrum.eigenvalues().size()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Centre.class)
    void fit_constantRows_isDegenerate(Centre centre) {
        float[][] rows = new float[30][8];
        Arrays.stream(rows).forEach(row -> Arrays.fill(row, 0.1f));
        assertThat(Dmd.fit(ring(30, rows), new Span(0, 30, 1), settings(30, 0, 5, centre)))
                .isEqualTo(new Degenerate("the rows do not move"));
        assertThat(Dmd.fit(ring(30, new float[30][8]), new Span(0, 30, 1), settings(30, 3, 5, centre)))
                .isInstanceOf(Degenerate.class);
    }

    /** X does not move, only the last Y does; then the anchor, outside the span, lies far away. */
    @ParameterizedTest
    @EnumSource(Centre.class)
    void fit_constantUntilTheLastRow_hasNoNaN(Centre centre) {
        float[][] rows = new float[30][8];
        Arrays.stream(rows).forEach(row -> Arrays.fill(row, 0.1f));
        Arrays.fill(rows[0], 1e6f);
        rows[29][3] = 0.2f;
        DmdResult result = Dmd.fit(ring(30, rows), new Span(1, 30, 1), settings(30, 0, 5, centre));
        if (centre == Centre.AFFINE) {
            assertThat(result).isInstanceOf(Degenerate.class);
        } else {
            assertThat(spectrum(result).oneStepError()).isFinite();
        }
    }

    @Test
    void fit_fewerThanThreePairs_isDegenerate() {
        RowRing ring = ring(30, walk(7, 30, 5, 1, 1));
        AnalysisSettings settings = settings(30, 0, 5, Centre.AFFINE);
        Degenerate expected = new Degenerate("fewer than 3 pairs of rows one stride apart");
        assertThat(Dmd.fit(ring, new Span(0, 3, 1), settings)).isEqualTo(expected);
        assertThat(Dmd.fit(ring, new Span(0, 0, 1), settings)).isEqualTo(expected);
        assertThat(Dmd.fit(ring, new Span(0, 30, 2), settings)).isEqualTo(expected);
        assertThat(Dmd.fit(ring, new Span(0, 20, 1), settings(30, 20, 5, Centre.NONE)))
                .isEqualTo(expected);
        assertThat(Dmd.fit(ring, new Span(0, 4, 1), settings)).isInstanceOf(Spectrum.class);
    }

    /** Extreme sizes, jumps, duplicates, one coordinate: a finite spectrum or a reason, never a throw. */
    @ParameterizedTest
    @EnumSource(Centre.class)
    void fit_extremeRows_neverThrowsAndNeverGivesNaN(Centre centre) {
        Random random = new Random(8);
        float[] sizes = {Float.MIN_VALUE, 1e-38f, 1e-20f, 1, 1e20f, Float.MAX_VALUE};
        for (int trial = 0; trial < 300; trial++) {
            float[][] rows = new float[20][1 + random.nextInt(6)];
            for (int t = 0; t < 20; t++) {
                if (t > 0 && random.nextInt(3) == 0) {
                    rows[t] = rows[t - 1].clone();
                } else {
                    for (int k = 0; k < rows[t].length; k++) {
                        rows[t][k] = sizes[random.nextInt(sizes.length)] * (random.nextBoolean() ? 1 : -1);
                    }
                }
            }
            for (int rank : new int[] {1, 5, AnalysisSettings.ALL}) {
                DmdResult result = Dmd.fit(ring(20, rows), new Span(0, 20, 1), settings(20, trial % 3, rank, centre));
                if (result instanceof Spectrum spectrum) {
                    assertThat(spectrum.eigenvalues().size()).isPositive();
                    assertThat(spectrum.oneStepError()).isFinite();
                    assertThat(Arrays.stream(spectrum.residuals()).boxed()).allMatch(Double::isFinite);
                }
            }
        }
    }

    /** Two coordinates that halve toward a root, restarted again and again: far fewer coordinates than columns. */
    @Test
    void fit_uncentredWithFewCoordinates_agreesWithTheFitOfTheRows() {
        Random random = new Random(5);
        for (int trial = 0; trial < 20; trial++) {
            float[][] rows = new float[300][2];
            long[] steps = new long[300];
            double[] start = new double[2];
            for (int t = 0; t < 300; t++) {
                if (t % 60 == 0) {
                    start = new double[] {random.nextDouble() - 0.5, random.nextDouble() - 0.5};
                }
                double size = Math.pow(0.5, t % 60);
                rows[t][0] = (float) (0.1 + start[0] * size);
                rows[t][1] = (float) (-0.1 + start[1] * size * ((t & 2) == 0 ? 1 : -1));
                steps[t] = t + 100L * (t / 60);
            }
            RowRing ring = new RowRing(2, 300);
            for (int t = 0; t < 300; t++) {
                ring.append(steps[t], steps[t], rows[t]);
            }
            AnalysisSettings settings = settings(300, 3, 8, Centre.NONE);
            Spectrum expected = spectrum(SvdDmd.fit(ring, new Span(0, 300, 1), settings));
            Spectrum actual = spectrum(Dmd.fit(ring, new Span(0, 300, 1), settings));
            assertThat(actual.rank()).isEqualTo(expected.rank());
            assertThat(Wasserstein.w1(actual.eigenvalues(), expected.eigenvalues()))
                    .isLessThan(1e-9);
        }
    }

    @Test
    void fit_spanOutsideTheRing_isRefused() {
        RowRing ring = ring(10, walk(9, 15, 3, 1, 1));
        assertThatThrownBy(() -> Dmd.fit(ring, new Span(4, 14, 1), settings(10, 0, 3, Centre.AFFINE)))
                .hasMessage("span: expected rows within [5, 15), got [4, 14)");
        assertThatThrownBy(() -> new Span(3, 2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Span(0, 2, 0)).hasMessage("row stride: expected at least 1, got 0");
    }

    @Test
    void fit_replicasOfUnequalDimension_areRefused() {
        double[][][] replicas = {new double[5][2], new double[5][3]};
        assertThatThrownBy(() -> SvdDmd.fit(replicas, settings(10, 0, 3, Centre.NONE)))
                .hasMessage("row: expected 2 values, got 3");
        assertThat(SvdDmd.fit(new double[1][10][2], settings(10, 0, 3, Centre.NONE)))
                .isInstanceOf(Degenerate.class);
    }
}
