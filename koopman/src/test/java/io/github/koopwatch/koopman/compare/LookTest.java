/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.inference.ReplicaPermutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LookTest {
    /** Replicas as points on a line: a place of their own that stays, and noise in each window. */
    private static double[] points(Random random, double[] places, double noise) {
        return IntStream.range(0, places.length)
                .mapToDouble(i -> places[i] + noise * random.nextGaussian())
                .toArray();
    }

    private static double[][] distances(double[] points) {
        return IntStream.range(0, points.length)
                .mapToObj(i -> IntStream.range(0, points.length)
                        .mapToDouble(j -> Math.abs(points[i] - points[j]))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static List<double[][]> block(Random random, double[] places, int windows) {
        return IntStream.range(0, windows)
                .mapToObj(w -> distances(points(random, places, 1)))
                .toList();
    }

    /**
     * 300 sweeps of two arms of five replicas of one law, four looks each: 5 % are ever called different at most, with three
     * standard errors 26. At p ≤ 0.05 in every look more would be, so that the simulation could fail.
     */
    @Test
    void armsOfOneLaw_areEverCalledDifferent_noMoreOftenThanAlpha() {
        int spending = 0;
        int naive = 0;
        for (int sweep = 0; sweep < 300; sweep++) {
            double smallest = 1;
            boolean called = false;
            Random random = new Random(sweep);
            List<List<double[][]>> blocks = new ArrayList<>();
            for (int k = 1; k <= 4; k++) {
                blocks.add(block(random, new double[10], Math.min(4, k)));
                double p = Look.at(blocks, 5, Looks.ALPHA).pValue();
                called |= p <= Looks.ALPHA * Looks.share(k);
                smallest = Math.min(smallest, p);
            }
            spending += called ? 1 : 0;
            naive += smallest <= Looks.ALPHA ? 1 : 0;
        }
        assertThat(spending).isLessThanOrEqualTo(26);
        assertThat(naive).isGreaterThan(26);
    }

    /** Over all relabellings of any tables the p-value is at most t for a share of at most t: the test is exact. */
    @Test
    void largest_isExactOverEveryRelabelling() {
        for (int trial = 0; trial < 20; trial++) {
            Random random = new Random(trial);
            List<double[]> windows = IntStream.range(0, 3)
                    .mapToObj(b -> random.doubles(6).map(x -> x * x * x).toArray())
                    .toList();
            double[] ps = splits().stream()
                    .mapToDouble(order -> ReplicaPermutation.largest(
                                    windows.stream()
                                            .map(w -> distances(ordered(w, order)))
                                            .toList(),
                                    3)
                            .pValue())
                    .sorted()
                    .toArray();
            for (int i = 0; i < ps.length; i++) {
                int at = i;
                long atMost = IntStream.range(0, ps.length)
                        .filter(j -> ps[j] <= ps[at])
                        .count();
                assertThat((double) atMost / ps.length).isLessThanOrEqualTo(ps[i] + 1e-12);
            }
        }
    }

    private static double[] ordered(double[] points, List<Integer> order) {
        return order.stream().mapToDouble(i -> points[i]).toArray();
    }

    /** The 20 ways to choose three of six, the chosen first. */
    private static List<List<Integer>> splits() {
        List<List<Integer>> splits = new ArrayList<>();
        for (int mask = 0; mask < 64; mask++) {
            if (Integer.bitCount(mask) == 3) {
                int chosen = mask;
                List<Integer> order = new ArrayList<>(IntStream.range(0, 6)
                        .filter(i -> (chosen >> i & 1) == 1)
                        .boxed()
                        .toList());
                IntStream.range(0, 6).filter(i -> (chosen >> i & 1) == 0).forEach(order::add);
                splits.add(order);
            }
        }
        return splits;
    }

    @Test
    void aLateDifference_isFoundInItsOwnBlock() {
        Random random = new Random(1);
        double[] alike = new double[12];
        double[] apart = IntStream.range(0, 12).mapToDouble(i -> i < 6 ? 0 : 4).toArray();
        List<List<double[][]>> blocks =
                List.of(block(random, alike, 1), block(random, alike, 1), block(random, apart, 2));
        Look look = Look.at(blocks, 6, Looks.ALPHA);
        assertThat(look.pValue()).isEqualTo(2 / 924.0);
        assertThat(look.block()).isEqualTo(2);
        assertThat(look.w1()).isGreaterThan(look.within());
        assertThat(look.isEquivalent()).isFalse();
    }

    @Test
    void oneBlock_isThePlainTest() {
        List<double[][]> windows = block(new Random(3), new double[8], 5);
        double[][] mean = IntStream.range(0, 8)
                .mapToObj(i -> IntStream.range(0, 8)
                        .mapToDouble(j -> windows.stream()
                                .mapToDouble(d -> d[i][j])
                                .average()
                                .orElseThrow())
                        .toArray())
                .toArray(double[][]::new);
        assertThat(Look.at(List.of(windows), 4, 0.05).pValue()).isEqualTo(ReplicaPermutation.pValue(mean, 4));
    }

    @Test
    void fewReplicas_haveNoBound_andAreNeverEquivalent() {
        Look look = Look.at(List.of(block(new Random(3), new double[6], 5)), 3, 0.05);
        assertThat(look.bound()).isNaN();
        assertThat(look.isEquivalent()).isFalse();
    }

    /** A block without any difference between splits has no scale; it decides nothing. */
    @Test
    void constantBlock_leavesTheOthersToSpeak() {
        double[][] constant = distances(new double[12]);
        double[] apart = IntStream.range(0, 12).mapToDouble(i -> i < 6 ? 0 : 4).toArray();
        Look look = Look.at(List.of(List.<double[][]>of(constant), block(new Random(1), apart, 1)), 6, 0.05);
        assertThat(look.pValue()).isEqualTo(2 / 924.0);
        assertThat(look.block()).isEqualTo(1);
    }
}
