/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** W1 as a metric, with equal counts, unequal counts and given masses, and the optimum against every possible plan. */
class WassersteinPropertiesTest {
    private static final double EXACT = 1e-12;
    private static final int TENTHS = 10;

    @Property(seed = "11", tries = 300)
    void w1_ofSpectra_isAMetric(
            @ForAll("spectrum") Eigenvalues a, @ForAll("spectrum") Eigenvalues b, @ForAll("spectrum") Eigenvalues c) {
        assertThat(Wasserstein.w1(a, a)).isZero();
        assertThat(Wasserstein.w1(a, b)).isNotNegative().isCloseTo(Wasserstein.w1(b, a), within(EXACT));
        assertThat(Wasserstein.w1(a, c)).isLessThanOrEqualTo(Wasserstein.w1(a, b) + Wasserstein.w1(b, c) + EXACT);
    }

    @Property(seed = "12", tries = 300)
    void w1_ofMeasures_isAMetric(
            @ForAll("measure") Measure a, @ForAll("measure") Measure b, @ForAll("measure") Measure c) {
        assertThat(Wasserstein.w1(a, a)).isLessThan(EXACT);
        assertThat(Wasserstein.w1(a, b)).isNotNegative().isCloseTo(Wasserstein.w1(b, a), within(EXACT));
        assertThat(Wasserstein.w1(a, c)).isLessThanOrEqualTo(Wasserstein.w1(a, b) + Wasserstein.w1(b, c) + EXACT);
    }

    /** Points apart are at a distance: the smallest entry of the cost is a lower bound. */
    @Property(seed = "13", tries = 200)
    void w1_liesBetweenTheCheapestAndTheDearestWay(@ForAll("measure") Measure a, @ForAll("measure") Measure b) {
        double[] ways =
                Arrays.stream(a.costs(b)).flatMapToDouble(Arrays::stream).toArray();
        double distance = Wasserstein.w1(a, b);
        assertThat(distance)
                .isBetween(
                        Arrays.stream(ways).min().orElseThrow() - EXACT,
                        Arrays.stream(ways).max().orElseThrow() + EXACT);
        assertThat(Wasserstein.moved(a, b).by()).isGreaterThanOrEqualTo(distance - EXACT);
    }

    @Property(seed = "14", tries = 200)
    void w1_uniformMasses_areTheAssignment(@ForAll("spectrum") Eigenvalues a, @ForAll("spectrum") Eigenvalues b) {
        assertThat(Wasserstein.w1(Measure.uniform(a), Measure.uniform(b)))
                .isCloseTo(Wasserstein.w1(a, b), within(EXACT));
    }

    /** Every permutation of up to six points. */
    @Property(seed = "15", tries = 100)
    void w1_equalCounts_isTheBestOfAllPermutations(
            @ForAll("sixPoints") double[][] a, @ForAll("sixPoints") double[][] b) {
        double[][] cost = cost(a, b);
        double best = cheapest(cost, 0, new boolean[cost.length]) / cost.length;
        assertThat(Wasserstein.w1(Eigenvalues.of(a), Eigenvalues.of(b))).isCloseTo(best, within(EXACT));
    }

    /** Masses in tenths: every point split into as many of mass 1/10, matched by the assignment. */
    @Property(seed = "16", tries = 200)
    void w1_massesInTenths_areTheAssignmentOfTheirParts(
            @ForAll("tenths") int[] p,
            @ForAll("tenths") int[] q,
            @ForAll("sixPoints") double[][] a,
            @ForAll("sixPoints") double[][] b) {
        Measure left = measure(a, p);
        Measure right = measure(b, q);
        double parts = Wasserstein.w1(Eigenvalues.of(parts(a, p)), Eigenvalues.of(parts(b, q)));
        assertThat(Wasserstein.w1(left, right)).isCloseTo(parts, within(EXACT));
    }

    /** Any function of slope at most 1 bounds W1 from below (Kantorovich and Rubinstein): distances to a point are such. */
    @Property(seed = "17", tries = 200)
    void w1_isAboveEveryDifferenceOfMeansOfASlopeOneFunction(
            @ForAll("measure") Measure a, @ForAll("measure") Measure b, @ForAll("measure") Measure points) {
        for (int k = 0; k < points.size(); k++) {
            double difference = mean(a, points, k) - mean(b, points, k);
            assertThat(Wasserstein.w1(a, b)).isGreaterThanOrEqualTo(Math.abs(difference) - EXACT);
        }
    }

    @Property(seed = "18", tries = 200)
    void w1_translatedByTheSame_isTheSame_andOfATranslation_isItsLength(@ForAll("measure") Measure a) {
        Measure moved = new Measure(Arrays.stream(a.re()).map(x -> x + 3).toArray(), a.im(), a.mass());
        assertThat(Wasserstein.w1(a, moved)).isCloseTo(3, within(EXACT));
    }

    private static double mean(Measure a, Measure points, int k) {
        double sum = 0;
        double mass = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += a.mass()[i] * Math.hypot(a.re()[i] - points.re()[k], a.im()[i] - points.im()[k]);
            mass += a.mass()[i];
        }
        return sum / mass;
    }

    private static double cheapest(double[][] cost, int row, boolean[] taken) {
        if (row == cost.length) {
            return 0;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int j = 0; j < cost.length; j++) {
            if (!taken[j]) {
                taken[j] = true;
                best = Math.min(best, cost[row][j] + cheapest(cost, row + 1, taken));
                taken[j] = false;
            }
        }
        return best;
    }

    private static double[][] cost(double[][] a, double[][] b) {
        double[][] cost = new double[a.length][b.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                cost[i][j] = Math.hypot(a[i][0] - b[j][0], a[i][1] - b[j][1]);
            }
        }
        return cost;
    }

    private static Measure measure(double[][] points, int[] tenths) {
        return new Measure(
                Arrays.stream(points).mapToDouble(x -> x[0]).toArray(),
                Arrays.stream(points).mapToDouble(x -> x[1]).toArray(),
                Arrays.stream(tenths).mapToDouble(t -> t / (double) TENTHS).toArray());
    }

    private static double[][] parts(double[][] points, int[] tenths) {
        double[][] parts = new double[TENTHS][];
        int k = 0;
        for (int i = 0; i < points.length; i++) {
            for (int t = 0; t < tenths[i]; t++) {
                parts[k++] = points[i];
            }
        }
        return parts;
    }

    /** One decimal, so that points coincide and costs tie. */
    private static Arbitrary<double[]> point() {
        Arbitrary<Integer> tenths = Arbitraries.integers().between(-12, 12);
        return Combinators.combine(tenths, tenths).as((re, im) -> new double[] {re / 10.0, im / 10.0});
    }

    @Provide
    Arbitrary<Eigenvalues> spectrum() {
        return point().array(double[][].class).ofMinSize(1).ofMaxSize(8).map(Eigenvalues::of);
    }

    @Provide
    Arbitrary<double[][]> sixPoints() {
        return point().array(double[][].class).ofSize(6);
    }

    /** Six masses of whole tenths, some of them none. */
    @Provide
    Arbitrary<int[]> tenths() {
        return Arbitraries.integers().between(0, 5).list().ofSize(TENTHS).map(picks -> {
            int[] tenths = new int[6];
            picks.forEach(pick -> tenths[pick]++);
            return tenths;
        });
    }

    @Provide
    Arbitrary<Measure> measure() {
        Arbitrary<Integer> weight = Arbitraries.integers().between(0, 1000);
        return Combinators.combine(point(), weight)
                .as((x, m) -> new double[] {x[0], x[1], m})
                .array(double[][].class)
                .ofMinSize(1)
                .ofMaxSize(7)
                .map(WassersteinPropertiesTest::normalised);
    }

    private static Measure normalised(double[][] rows) {
        double sum = Arrays.stream(rows).mapToDouble(r -> r[2]).sum();
        return new Measure(
                Arrays.stream(rows).mapToDouble(r -> r[0]).toArray(),
                Arrays.stream(rows).mapToDouble(r -> r[1]).toArray(),
                Arrays.stream(rows)
                        .mapToDouble(r -> sum == 0 ? 1.0 / rows.length : r[2] / sum)
                        .toArray());
    }
}
