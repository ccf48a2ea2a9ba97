/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

import io.github.koopwatch.koopman.inference.ReplicaPermutation;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What two arms show when they are looked at: {@code compare} looks once, at one block of all windows, a live comparison
 * again and again.
 *
 * @param pValue of the largest energy of all blocks so far, whole replicas permuted; of one block of its energy
 * @param block the one whose energy is largest
 * @param w1 mean over cross pairs and windows
 * @param within mean between replicas of one arm; NaN when neither arm has two
 * @param bound see {@link Equivalence#bound}; NaN for fewer than four replicas a side
 */
public record Look(double pValue, int block, double w1, double within, double bound) {
    /**
     * @param blocks [block][window], distances [replica][replica] of the same replicas, those of the first arm first; every
     *     block has a window
     * @param alpha 1 less the confidence of the bound
     */
    public static Look at(List<List<double[][]>> blocks, int replicasA, double alpha) {
        List<double[][]> means = blocks.stream().map(Look::mean).toList();
        ReplicaPermutation.Largest largest = means.size() == 1
                ? new ReplicaPermutation.Largest(ReplicaPermutation.pValue(means.get(0), replicasA), 0)
                : ReplicaPermutation.largest(means, replicasA);
        ArmDistances all =
                new ArmDistances(mean(blocks.stream().flatMap(List::stream).toList()), replicasA);
        double bound = Equivalence.hasReplicas(all) ? Equivalence.bound(all, alpha) : Double.NaN;
        return new Look(largest.pValue(), largest.block(), all.between(), all.within(), bound);
    }

    /** Whether the equivalence bound is met. */
    public boolean isEquivalent() {
        return bound <= Equivalence.MARGIN;
    }

    private static double[][] mean(List<double[][]> windows) {
        int n = windows.get(0).length;
        return IntStream.range(0, n)
                .mapToObj(i -> IntStream.range(0, n)
                        .mapToDouble(j -> windows.stream()
                                .mapToDouble(d -> d[i][j])
                                .average()
                                .orElseThrow())
                        .toArray())
                .toArray(double[][]::new);
    }
}
