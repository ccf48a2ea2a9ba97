/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

/**
 * Distances between the replicas of two arms.
 *
 * @param d [replica][replica], symmetric, zero diagonal
 * @param replicasA the first so many are of arm A
 */
public record ArmDistances(double[][] d, int replicasA) {
    /** Mean over pairs of one replica of each arm. */
    public double between() {
        return mean((i, j) -> i < replicasA != j < replicasA);
    }

    /** Mean over pairs of two replicas of one arm; NaN when neither arm has two. */
    public double within() {
        return mean((i, j) -> i != j && i < replicasA == j < replicasA);
    }

    /**
     * between - (within A + within B)/2: half the energy distance without its bias, expected to be 0 when both arms have
     * one distribution.
     */
    public double excess() {
        double a = mean((i, j) -> i != j && i < replicasA && j < replicasA);
        double b = mean((i, j) -> i != j && i >= replicasA && j >= replicasA);
        return between() - (a + b) / 2;
    }

    /** The distances without one replica. */
    ArmDistances without(int left) {
        double[][] rest = new double[d.length - 1][d.length - 1];
        for (int i = 0; i < rest.length; i++) {
            for (int j = 0; j < rest.length; j++) {
                rest[i][j] = d[i < left ? i : i + 1][j < left ? j : j + 1];
            }
        }
        return new ArmDistances(rest, left < replicasA ? replicasA - 1 : replicasA);
    }

    /** Which pairs of replicas are meant. */
    public interface PairRule {
        boolean holds(int i, int j);
    }

    private double mean(PairRule rule) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < d.length; i++) {
            for (int j = 0; j < d.length; j++) {
                sum += rule.holds(i, j) ? d[i][j] : 0;
                count += rule.holds(i, j) ? 1 : 0;
            }
        }
        return sum / count;
    }
}
