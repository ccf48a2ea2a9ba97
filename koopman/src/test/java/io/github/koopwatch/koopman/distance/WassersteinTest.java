/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WassersteinTest {
    private static final double EXACT = 1e-12;

    @Test
    void w1_shrunkSpectrum_isTheMeanShift() {
        double[][] circle = new double[10][];
        double[][] smaller = new double[10][];
        for (int k = 0; k < 10; k++) {
            circle[k] = new double[] {Math.cos(k), Math.sin(k)};
            smaller[k] = new double[] {0.9 * Math.cos(k), 0.9 * Math.sin(k)};
        }
        assertThat(Wasserstein.w1(Eigenvalues.of(circle), Eigenvalues.of(smaller)))
                .isCloseTo(0.1, within(EXACT));
    }

    /** Nearest neighbours alone would match 0 to 0.1 and leave 0.2 to -1. */
    @Test
    void w1_greedyTrap_takesTheOptimum() {
        Eigenvalues a = real(0, 0.2);
        Eigenvalues b = real(0.1, -1);
        assertThat(Wasserstein.w1(a, b)).isCloseTo((1 + 0.1) / 2, within(EXACT));
        int[] partner = Wasserstein.assignment(a, b);
        assertThat(a.distance(0, b, partner[0])).isCloseTo(0.1, within(EXACT));
    }

    /** On the real line W1 is the area between the distribution functions, whatever the counts. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "5, 5", "5, 6", "10, 9", "10, 4", "6, 3", "13, 17", "20, 3"})
    void w1_realSpectra_isTheAreaBetweenTheirDistributions(int m, int n) {
        Random random = new Random(100L * m + n);
        for (int trial = 0; trial < 20; trial++) {
            double[] a = random.doubles(m).toArray();
            double[] b = random.doubles(n).toArray();
            if (trial % 4 == 0) {
                b[0] = a[0]; // ties and zero costs
            }
            assertThat(Wasserstein.w1(real(a), real(b))).isCloseTo(area(a, b), within(EXACT));
        }
    }

    /** Splitting every point into equal parts moves no mass: unequal counts agree with the assignment of the copies. */
    @ParameterizedTest
    @CsvSource({"4, 6", "10, 8", "3, 7", "1, 5", "9, 6"})
    void w1_unequalCounts_equalsTheAssignmentOfCopies(int m, int n) {
        Random random = new Random(7L * m + n);
        for (int trial = 0; trial < 10; trial++) {
            double[][] a = points(random, m);
            double[][] b = points(random, n);
            double copies = Wasserstein.w1(Eigenvalues.of(repeat(a, n)), Eigenvalues.of(repeat(b, m)));
            assertThat(Wasserstein.w1(Eigenvalues.of(a), Eigenvalues.of(b))).isCloseTo(copies, within(EXACT));
        }
    }

    @Test
    void w1_randomSpectra_isAMetric() {
        Random random = new Random(9);
        for (int trial = 0; trial < 200; trial++) {
            Eigenvalues a = Eigenvalues.of(points(random, 1 + random.nextInt(8)));
            Eigenvalues b = Eigenvalues.of(points(random, 1 + random.nextInt(8)));
            Eigenvalues c = Eigenvalues.of(points(random, 1 + random.nextInt(8)));
            assertThat(Wasserstein.w1(a, a)).isZero();
            assertThat(Wasserstein.w1(a, b)).isPositive().isCloseTo(Wasserstein.w1(b, a), within(EXACT));
            assertThat(Wasserstein.w1(a, c)).isLessThanOrEqualTo(Wasserstein.w1(a, b) + Wasserstein.w1(b, c) + EXACT);
        }
    }

    @Test
    void w1_emptySpectrum_isRefused() {
        assertThatThrownBy(() -> Wasserstein.w1(real(), real(1)))
                .hasMessage("spectra: expected at least one eigenvalue each, got 0 and 1");
        assertThatThrownBy(() -> Wasserstein.assignment(real(1, 2), real(1)))
                .hasMessage("assignment: expected 2 eigenvalues in the second spectrum, got 1");
    }

    private static double area(double[] a, double[] b) {
        double[] ends =
                DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).sorted().toArray();
        double area = 0;
        for (int k = 0; k + 1 < ends.length; k++) {
            double end = ends[k];
            double inA = (double) Arrays.stream(a).filter(x -> x <= end).count() / a.length;
            double inB = (double) Arrays.stream(b).filter(x -> x <= end).count() / b.length;
            area += (ends[k + 1] - end) * Math.abs(inA - inB);
        }
        return area;
    }

    private static double[][] points(Random random, int n) {
        double[][] points = new double[n][2];
        for (double[] point : points) {
            Arrays.setAll(point, i -> random.nextGaussian());
        }
        return points;
    }

    private static double[][] repeat(double[][] points, int times) {
        double[][] repeated = new double[points.length * times][];
        Arrays.setAll(repeated, i -> points[i / times]);
        return repeated;
    }

    private static Eigenvalues real(double... re) {
        return new Eigenvalues(re, new double[re.length]);
    }
}
