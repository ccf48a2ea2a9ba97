/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static io.github.koopwatch.koopman.Samples.all;
import static io.github.koopwatch.koopman.Samples.ring;
import static io.github.koopwatch.koopman.Samples.settings;
import static io.github.koopwatch.koopman.Samples.spectrum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.Samples;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What every fit of a span keeps to, whichever way it factors the rows. */
abstract class FitContract {
    private static final double ROUNDING = 1e-8;
    private static final int TRIES = 60;
    private static final long SEEDS = 100_000;

    abstract DmdResult fit(RowRing ring, Span span, AnalysisSettings settings);

    private Spectrum fitted(RowRing ring, AnalysisSettings settings) {
        return spectrum(fit(ring, all(ring), settings));
    }

    @Property(seed = "31", tries = 2 * TRIES)
    void knownLinearSystem_hasItsEigenvalues(
            @ForAll @LongRange(max = SEEDS) long seed,
            @ForAll @IntRange(max = 3) int decays,
            @ForAll @IntRange(max = 2) int rotations,
            @ForAll Centre centre,
            @ForAll boolean everyMode) {
        int modes = decays + 2 * rotations;
        Assume.that(modes > 0);
        LinearSystem system = LinearSystem.of(seed, 12, 60, decays, rotations, centre == Centre.AFFINE);
        Assume.that(system.rounding() < 1e-3);
        RowRing ring = ring(60, system.rows());
        AnalysisSettings settings = settings(60, 0, modes, centre);
        Spectrum spectrum = fitted(ring, settings);
        assertThat(spectrum.rank()).isEqualTo(modes);
        assertThat(Wasserstein.moved(system.truth(), spectrum.eigenvalues()).by())
                .isLessThan(system.rounding());
        if (everyMode) {
            Spectrum whole = fitted(ring, settings(60, 0, AnalysisSettings.ALL, centre));
            assertThat(whole.rank()).isGreaterThanOrEqualTo(modes);
        }
    }

    @Property(seed = "32", tries = TRIES)
    void spectrum_isClosedUnderConjugation_inOrder_andOfTheSizeOfItsRank(
            @ForAll Centre centre, @ForAll("case") Case c) {
        Spectrum spectrum = fitted(c.ring(), c.settings(centre));
        Eigenvalues e = spectrum.eigenvalues();
        Eigenvalues conjugate =
                new Eigenvalues(e.re(), Arrays.stream(e.im()).map(x -> -x).toArray());
        assertThat(Wasserstein.w1(e, conjugate)).isLessThan(1e-12);
        assertThat(e.size()).isEqualTo(spectrum.rank());
        assertThat(spectrum.residuals()).hasSize(spectrum.rank());
        assertThat(Arrays.stream(spectrum.residuals()).boxed()).allMatch(r -> r >= 0 && Double.isFinite(r));
        assertThat(spectrum.oneStepError()).isBetween(0.0, 10.0);
        for (int i = 1; i < e.size(); i++) {
            assertThat(e.modulus(i)).isLessThanOrEqualTo(e.modulus(i - 1));
        }
    }

    @Property(seed = "33", tries = TRIES)
    void rank_isTheLeastOfRequestPairsAndMotion(
            @ForAll @LongRange(max = SEEDS) long seed,
            @ForAll @IntRange(min = 4, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 12) int dimension,
            @ForAll @IntRange(min = 1, max = 20) int asked) {
        RowRing ring = ring(rows, grid(seed, rows, dimension));
        Spectrum spectrum = fitted(ring, settings(rows, 0, asked, Centre.AFFINE));
        int pairs = rows - 1;
        int motion = Math.min(dimension, pairs - 1);
        assertThat(spectrum.rank()).isEqualTo(Math.max(1, Math.min(Math.min(asked, pairs / 3), motion)));
    }

    /** Signed permutations and Hadamard's matrix of order 4, exact on rows from a grid. */
    @Property(seed = "34", tries = TRIES)
    void orthogonalMap_changesNothing(@ForAll Centre centre, @ForAll("case") Case c) {
        float[][] mapped = new float[c.rows().length][c.dimension()];
        int blocks = c.dimension() / 4 * 4;
        int[] sign = {1, 1, 1, 1, 1, -1, 1, -1, 1, 1, -1, -1, 1, -1, -1, 1};
        for (int t = 0; t < mapped.length; t++) {
            for (int k = 0; k < c.dimension(); k++) {
                float value = k < blocks ? 0 : -c.rows()[t][k];
                for (int j = 0; k < blocks && j < 4; j++) {
                    value += sign[k % 4 * 4 + j] * 0.5f * c.rows()[t][k / 4 * 4 + j];
                }
                mapped[t][c.dimension() - 1 - k] = value;
            }
        }
        same(fitted(c.ring(), c.settings(centre)), fitted(ring(mapped.length, mapped), c.settings(centre)));
    }

    @Property(seed = "35", tries = TRIES)
    void translation_ofACentredSpan_changesNothing(
            @ForAll @IntRange(min = -64, max = 64) int by, @ForAll("case") Case c) {
        float[][] shifted = new float[c.rows().length][c.dimension()];
        for (int t = 0; t < shifted.length; t++) {
            for (int k = 0; k < c.dimension(); k++) {
                shifted[t][k] = c.rows()[t][k] + (k % 2 == 0 ? by : -by / 2);
            }
        }
        same(
                fitted(c.ring(), c.settings(Centre.AFFINE)),
                fitted(ring(shifted.length, shifted), c.settings(Centre.AFFINE)));
    }

    /** Where the ring's anchor lies and what else the ring holds is no part of the answer. */
    @Property(seed = "36", tries = TRIES)
    void anchorAndOtherRows_changeNothing(
            @ForAll Centre centre,
            @ForAll @IntRange(max = 30) int before,
            @ForAll @IntRange(max = 30) int spare,
            @ForAll("case") Case c) {
        int n = c.rows().length;
        float[][] earlier = grid(before + 1000L, before, c.dimension());
        RowRing ring = new RowRing(c.dimension(), n + spare);
        for (int t = 0; t < before + n; t++) {
            ring.append(t, t, t < before ? earlier[t] : c.rows()[t - before]);
        }
        DmdResult other = fit(ring, new Span(before, before + n, 1), c.settings(centre));
        same(fitted(c.ring(), c.settings(centre)), spectrum(other));
    }

    @Property(seed = "37", tries = TRIES)
    void powersOfTwo_asUnits_changeNothing(
            @ForAll Centre centre, @ForAll @IntRange(min = -40, max = 40) int power, @ForAll("case") Case c) {
        float[][] scaled = new float[c.rows().length][c.dimension()];
        for (int t = 0; t < scaled.length; t++) {
            for (int k = 0; k < c.dimension(); k++) {
                scaled[t][k] = Math.scalb(c.rows()[t][k], power);
            }
        }
        same(fitted(c.ring(), c.settings(centre)), fitted(ring(scaled.length, scaled), c.settings(centre)));
    }

    /** Delays are rows stacked by hand. */
    @Property(seed = "38", tries = TRIES)
    void delays_areTheFitOfStackedRows(@ForAll Centre centre, @ForAll("case") Case c) {
        int h = c.delays();
        int d = c.dimension();
        float[][] stacked = new float[c.rows().length - h][(h + 1) * d];
        for (int t = 0; t < stacked.length; t++) {
            for (int k = 0; k < stacked[t].length; k++) {
                stacked[t][k] = c.rows()[t + k / d][k % d];
            }
        }
        AnalysisSettings plain = settings(stacked.length, 0, c.rank(), centre);
        same(fitted(c.ring(), c.settings(centre)), fitted(ring(stacked.length, stacked), plain));
    }

    /** A gap separates the span into trajectories that are pooled, no pair across. */
    @Property(seed = "39", tries = TRIES)
    void gap_isAPoolOfItsSides(
            @ForAll Centre centre, @ForAll @IntRange(min = 2, max = 90) int gap, @ForAll("case") Case c) {
        int n = c.rows().length;
        int cut = n / 2;
        RowRing ring = new RowRing(c.dimension(), n);
        for (int t = 0; t < n; t++) {
            long step = t < cut ? t : t + gap - 1;
            ring.append(step, step, c.rows()[t]);
        }
        double[][][] sides = {doubles(c.rows(), 0, cut), doubles(c.rows(), cut, n)};
        same(spectrum(SvdDmd.fit(sides, c.settings(centre))), fitted(ring, c.settings(centre)));
    }

    /** To the rounding of the fit, as far as its modes are well separated from those it leaves out. */
    private static void same(Spectrum expected, Spectrum actual) {
        assertThat(actual.rank()).isEqualTo(expected.rank());
        assertThat(Wasserstein.w1(actual.eigenvalues(), expected.eigenvalues())).isLessThan(ROUNDING);
        assertThat(actual.oneStepError()).isCloseTo(expected.oneStepError(), within(ROUNDING));
    }

    private static double[][] doubles(float[][] rows, int from, int to) {
        double[][] doubles = new double[to - from][rows[0].length];
        for (int t = from; t < to; t++) {
            for (int k = 0; k < rows[t].length; k++) {
                doubles[t - from][k] = rows[t][k];
            }
        }
        return doubles;
    }

    /** A walk on multiples of 1/1,024, of size about 10: sums and halves of few entries are exact in float32. */
    private static float[][] grid(long seed, int rows, int dimension) {
        Random random = new Random(seed);
        float[][] grid = new float[rows][dimension];
        for (int t = 0; t < rows; t++) {
            for (int k = 0; k < dimension; k++) {
                float before = t == 0 ? 3 : grid[t - 1][k];
                grid[t][k] = before + Math.round(1024 * (0.5 + 0.1 * k) * random.nextGaussian()) / 1024f;
            }
        }
        return grid;
    }

    /** A window and how it is fitted. */
    record Case(long seed, float[][] rows, int delays, int rank) {
        RowRing ring() {
            return Samples.ring(rows.length, rows);
        }

        int dimension() {
            return rows[0].length;
        }

        AnalysisSettings settings(Centre centre) {
            return Samples.settings(rows.length, delays, rank, centre);
        }

        @Override
        public String toString() {
            return "seed " + seed + ", " + rows.length + " x " + dimension() + ", delays " + delays + ", rank " + rank;
        }
    }

    @Provide("case")
    Arbitrary<Case> aCase() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, SEEDS),
                        Arbitraries.integers().between(16, 50),
                        Arbitraries.integers().between(1, 30),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(1, 8))
                .as((seed, rows, dimension, delays, rank) -> new Case(seed, grid(seed, rows, dimension), delays, rank));
    }
}
