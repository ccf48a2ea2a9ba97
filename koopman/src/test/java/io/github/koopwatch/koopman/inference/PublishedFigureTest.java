/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import static io.github.koopwatch.koopman.Samples.settings;
import static io.github.koopwatch.koopman.Samples.spectrum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.SvdDmd;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Fig. 2 of Redman et al. 2024, recomputed in double (its modes reach down to 5e-9 of the first, below the rounding of
 * float32 rows): online mirror descent, online gradient descent and bisection on f = Σ tan x.
 */
class PublishedFigureTest {
    private static final int STEPS = 100;
    private static final int GRID = 5;
    private static final int DELAYS = 4;
    private static final double RATE = 0.01;

    private static Eigenvalues mirror = Eigenvalues.of(new double[0][]);
    private static Eigenvalues gradient = mirror;
    private static Eigenvalues bisection = mirror;

    @BeforeAll
    static void fit() {
        mirror = operator(grid((a, b) -> descend(a, b, 0.1, 0.9, PublishedFigureTest::mirrorStep)));
        gradient = operator(grid((a, b) -> descend(a, b, -2.3, -0.1, PublishedFigureTest::gradientStep)));
        bisection = operator(grid(PublishedFigureTest::bisect));
    }

    @Test
    void w1_mirrorAndGradientDescent_areEquivalentAsPublished() {
        assertThat(Wasserstein.w1(mirror, gradient)).isCloseTo(0.0080732471, Percentage.withPercentage(0.01));
    }

    @Test
    void w1_bisection_differsAsPublished() {
        assertThat(Wasserstein.w1(gradient, bisection)).isCloseTo(0.7534487933, Percentage.withPercentage(0.1));
        assertThat(Wasserstein.w1(mirror, bisection)).isCloseTo(0.7460233566, Percentage.withPercentage(0.1));
    }

    @Test
    void shuffleTest_givesThePublishedPValues() {
        assertThat(ShuffleTest.pValue(mirror, gradient, 0)).isEqualTo(0.125);
        assertThat(ShuffleTest.pValue(gradient, bisection, 0)).isEqualTo(2.0 / 1024);
        assertThat(ShuffleTest.pValue(mirror, bisection, 0)).isEqualTo(2.0 / 1024);
    }

    /** The spectra that were published, to the digits that do not depend on the order of additions. */
    @Test
    void mirrorDescentAndBisection_haveThePublishedSpectra() {
        assertThat(mirror.re())
                .containsExactly(
                        new double[] {
                            .997900, .996444, .983793, .979883, .931968, .924577, .801172, .792541, .565132, .558144
                        },
                        within(1e-6));
        assertThat(mirror.im()).containsOnly(0);
        // then four eigenvalues of a nilpotent block, where rounding moves 0 by its fourth root
        assertThat(Arrays.copyOf(bisection.re(), 6))
                .containsExactly(new double[] {.980237, .179218, .179218, .439825, -.207032, -.207032}, within(1e-3));
        assertThat(bisection.modulus(6)).isLessThan(1e-3);
    }

    private static Eigenvalues operator(double[][][] replicas) {
        AnalysisSettings settings = settings(STEPS, DELAYS, AnalysisSettings.ALL, Centre.NONE);
        return spectrum(SvdDmd.fit(replicas, settings)).eigenvalues();
    }

    private static double[][][] grid(BiFunction<Integer, Integer, double[][]> trajectory) {
        double[][][] replicas = new double[GRID * GRID][][];
        Arrays.setAll(replicas, i -> trajectory.apply(i / GRID, i % GRID));
        return replicas;
    }

    private static double[][] descend(int i, int j, double low, double high, UnaryOperator<double[]> step) {
        double[][] rows = new double[STEPS][];
        rows[0] = new double[] {between(low, high, i), between(low, high, j)};
        for (int t = 1; t < STEPS; t++) {
            rows[t] = step.apply(rows[t - 1]);
        }
        return rows;
    }

    /** x⁺ = x/(1 + η x sec²x), with the logarithmic barrier, within [1/T, 1]. */
    private static double[] mirrorStep(double[] point) {
        return Arrays.stream(point)
                .map(x -> Math.max(1.0 / STEPS, Math.min(1, x / (1 + RATE * x * slope(x)))))
                .toArray();
    }

    /** Gradient descent in u = log x. */
    private static double[] gradientStep(double[] point) {
        return Arrays.stream(point)
                .map(u -> Math.max(
                        Math.log(1.0 / STEPS), Math.min(0, u - RATE * StrictMath.exp(u) * slope(StrictMath.exp(u)))))
                .toArray();
    }

    /**
     * The whole vector is halved towards the sign change of f. A search that hits f = 0 stops there, and its further rows
     * stay 0: only with them does the published spectrum come out, 0.980 in it for the 1 of the searches that stand.
     */
    private static double[][] bisect(int i, int j) {
        double[] a = {between(-4.0 / 3, -1.0 / 3, i), between(-4.0 / 3, -1.0 / 3, j)};
        double[] b = {between(1.0 / 7, 8.0 / 7, i), between(1.0 / 7, 8.0 / 7, j)};
        double[][] rows = new double[STEPS][2];
        double f = 1;
        for (int t = 0; t < STEPS && f != 0; t++) {
            rows[t] = new double[] {(a[0] + b[0]) / 2, (a[1] + b[1]) / 2};
            f = value(rows[t]);
            if (f * value(a) > 0) {
                a = rows[t];
            } else {
                b = rows[t];
            }
        }
        return rows;
    }

    private static double value(double[] point) {
        return StrictMath.tan(point[0]) + StrictMath.tan(point[1]);
    }

    private static double slope(double x) {
        return 1 / (StrictMath.cos(x) * StrictMath.cos(x));
    }

    private static double between(double low, double high, int k) {
        return low + (high - low) * k / (GRID - 1);
    }
}
