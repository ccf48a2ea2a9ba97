/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The training losses of two arms at the same steps.
 *
 * @param meanA of the first arm's replicas
 * @param scatter standard deviation of replicas about the mean of their arm, pooled (ddof 1 for each arm)
 */
public record Losses(double meanA, double meanB, double scatter) {
    /** NaN where fewer than two replicas of an arm have a loss. */
    public static Losses of(double[] a, double[] b) {
        double[] finiteA = DoubleStream.of(a).filter(Double::isFinite).toArray();
        double[] finiteB = DoubleStream.of(b).filter(Double::isFinite).toArray();
        boolean enough = finiteA.length > 1 && finiteB.length > 1;
        double meanA = mean(finiteA);
        double meanB = mean(finiteB);
        double squares = squares(finiteA, meanA) + squares(finiteB, meanB);
        return new Losses(
                meanA, meanB, enough ? Math.sqrt(squares / (finiteA.length + finiteB.length - 2)) : Double.NaN);
    }

    /**
     * Whether the means differ by no more than one replica differs from the mean of its own arm: the loss of a single run
     * would not tell which arm it is of.
     */
    public boolean agree() {
        return Math.abs(meanA - meanB) <= scatter;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static double squares(double[] values, double mean) {
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    }
}
