/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

/**
 * The equivalence bound. Two trainings are called equivalent when, with confidence 1 - alpha, replicas of different arms
 * lie at most {@link #MARGIN} farther apart than replicas of one arm do: excess + t · s ≤ MARGIN · within, with the excess
 * of {@link ArmDistances}, its jackknife standard error s over whole replicas (Efron and Stein 1981), and the one-sided t
 * quantile of the smaller arm's degrees of freedom. The bound is relative: it says that a difference, if there is one, is
 * small beside what a seed changes, not that there is none.
 */
public final class Equivalence {
    /** Largest excess, as a share of the distance within arms. */
    public static final double MARGIN = 0.25;

    /** Fewest replicas a side. */
    public static final int FEWEST = 4;

    private Equivalence() {}

    /** The upper confidence bound of the excess over the distance within arms; NaN when replicas do not differ. */
    public static double bound(ArmDistances distances, double alpha) {
        int a = distances.replicasA();
        int b = distances.d().length - a;
        double error = Math.sqrt(variance(distances, 0, a) + variance(distances, a, a + b));
        double t = StudentT.quantile(1 - alpha, Math.min(a, b) - 1);
        return (distances.excess() + t * error) / distances.within();
    }

    /** Whether there are enough replicas for a bound. */
    public static boolean hasReplicas(ArmDistances distances) {
        int a = distances.replicasA();
        return Math.min(a, distances.d().length - a) >= FEWEST;
    }

    /** Whether there are enough replicas and the bound is met. */
    public static boolean met(ArmDistances distances, double alpha) {
        return hasReplicas(distances) && bound(distances, alpha) <= MARGIN;
    }

    /** Jackknife variance of the excess over replicas [from, to). */
    private static double variance(ArmDistances distances, int from, int to) {
        int n = to - from;
        double[] left = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            left[i] = distances.without(from + i).excess();
            mean += left[i] / n;
        }
        double sum = 0;
        for (double value : left) {
            sum += (value - mean) * (value - mean);
        }
        return sum * (n - 1) / n;
    }
}
