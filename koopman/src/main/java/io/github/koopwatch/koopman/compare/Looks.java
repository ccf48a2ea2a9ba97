/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

import io.github.koopwatch.koopman.inference.ReplicaPermutation;

/**
 * The steps at which two arms are looked at, and what each look may spend (alpha spending, Lan and DeMets 1983). Steps are
 * divided into cells as long as a window. Look k is taken when cell 2^(k-1) - 1 is complete, so that the looks are as far
 * apart as the run is long; the cells since the look before it are its block. Look k of looks that never end spends
 * 6/(π²k²) of alpha: together all of it.
 */
public final class Looks {
    /** The level of a group: the probability that any arms of one law are ever called different is at most this. */
    public static final double ALPHA = 0.05;

    /** Cells of a block whose windows are kept: in a longer block every so many-th. */
    private static final int KEPT_PER_BLOCK = 8;

    /** A level that so many replicas do not reach is reached by none: drawn splits give no smaller p-value. */
    private static final int MOST_REPLICAS = 10;

    private Looks() {}

    /** The last cell of look {@code k}, k = 1, 2, … */
    public static long lastCell(int k) {
        return (1L << (k - 1)) - 1;
    }

    /** The look in whose block a cell from 0 lies. */
    public static int ofCell(long cell) {
        return cell == 0 ? 1 : 65 - Long.numberOfLeadingZeros(cell);
    }

    /** True for the cells that a look's block is made of: at most 8 a block, its last one among them. */
    public static boolean isKept(long cell) {
        int look = ofCell(cell);
        return (lastCell(look) - cell) % every(look) == 0;
    }

    private static long every(int look) {
        long length = look == 1 ? 1 : 1L << (look - 2);
        return Math.max(1, length / KEPT_PER_BLOCK);
    }

    /** The first kept cell after one, -1 for before all. */
    public static long nextKept(long cell) {
        int look = ofCell(cell + 1);
        return lastCell(look) - (lastCell(look) - cell - 1) / every(look) * every(look);
    }

    /** How many looks are due once a cell is complete; none at -1. */
    public static int due(long cell) {
        return cell < 0 ? 0 : 64 - Long.numberOfLeadingZeros(cell + 1);
    }

    /** The share of alpha that look {@code k} may spend. */
    public static double share(int k) {
        return 6 / (Math.PI * Math.PI * k * k);
    }

    /** The fewest replicas a side, the same on both, with which a p-value of at most {@code level} can be reached. */
    public static int replicasNeeded(double level) {
        int n = 2;
        while (n < MOST_REPLICAS && ReplicaPermutation.smallestP(n, n) > level) {
            n++;
        }
        return n;
    }

    /** Whether any number of replicas gives a p-value of at most {@code level}. */
    public static boolean isReachable(double level) {
        return ReplicaPermutation.smallestP(MOST_REPLICAS, MOST_REPLICAS) <= level;
    }
}
