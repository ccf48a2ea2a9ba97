/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import java.util.Arrays;
import java.util.Random;

/**
 * Permutation test of whole replicas with the energy statistic 2·mean(AB) - mean(AA) - mean(BB) (Székely and Rizzo 2004),
 * the zero diagonal counted. Runs are exchangeable between the two arms under the null.
 */
public final class ReplicaPermutation {
    static final int MOST_SPLITS = 50_000;
    private static final int DRAWS = 9_999;
    private static final long SEED = 0;
    private static final double TIE = 1e-12;

    private ReplicaPermutation() {}

    /**
     * The share of label splits whose energy is at least that of the true one; exact over all splits while there are at
     * most 50,000, else (c + 1)/(n + 1) over 9,999 seeded draws.
     *
     * @param distances [replica][replica], the first {@code replicasA} of arm A, averaged over windows
     */
    public static double pValue(double[][] distances, int replicasA) {
        check(distances, replicasA);
        boolean[] labels = new boolean[distances.length];
        Arrays.fill(labels, 0, replicasA, true);
        double observed = energy(distances, labels) - TIE;
        return splits(distances.length, replicasA) <= MOST_SPLITS
                ? exact(distances, replicasA, observed)
                : drawn(distances, labels, observed);
    }

    /** 2·mean(AB) - mean(AA) - mean(BB) of the true labels. */
    public static double energy(double[][] distances, int replicasA) {
        check(distances, replicasA);
        boolean[] labels = new boolean[distances.length];
        Arrays.fill(labels, 0, replicasA, true);
        return energy(distances, labels);
    }

    private static double exact(double[][] distances, int replicasA, double observed) {
        int n = distances.length;
        int[] chosen = new int[replicasA];
        Arrays.setAll(chosen, i -> i);
        long atLeast = 0;
        long all = 0;
        do {
            boolean[] labels = new boolean[n];
            for (int i : chosen) {
                labels[i] = true;
            }
            all++;
            atLeast += energy(distances, labels) >= observed ? 1 : 0;
        } while (next(chosen, n));
        return (double) atLeast / all;
    }

    /** The next combination in lexicographic order; false after the last. */
    private static boolean next(int[] chosen, int n) {
        int k = chosen.length;
        int i = k - 1;
        while (i >= 0 && chosen[i] == n - k + i) {
            i--;
        }
        if (i < 0) {
            return false;
        }
        chosen[i]++;
        for (int j = i + 1; j < k; j++) {
            chosen[j] = chosen[j - 1] + 1;
        }
        return true;
    }

    private static double drawn(double[][] distances, boolean[] labels, double observed) {
        Random random = new Random(SEED);
        boolean[] shuffled = labels.clone();
        int atLeast = 1;
        for (int draw = 0; draw < DRAWS; draw++) {
            shuffle(shuffled, random);
            atLeast += energy(distances, shuffled) >= observed ? 1 : 0;
        }
        return atLeast / (DRAWS + 1.0);
    }

    private static void shuffle(boolean[] labels, Random random) {
        for (int i = labels.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            boolean kept = labels[i];
            labels[i] = labels[j];
            labels[j] = kept;
        }
    }

    private static double energy(double[][] distances, boolean[] inA) {
        double[] sums = new double[3]; // BB, AB, AA
        int a = 0;
        for (int i = 0; i < inA.length; i++) {
            a += inA[i] ? 1 : 0;
            for (int j = 0; j < inA.length; j++) {
                sums[(inA[i] ? 1 : 0) + (inA[j] ? 1 : 0)] += distances[i][j];
            }
        }
        double b = inA.length - a;
        return sums[1] / (a * b) - sums[2] / ((double) a * a) - sums[0] / (b * b);
    }

    /** C(n, k), or more than MOST_SPLITS. */
    private static long splits(int n, int k) {
        long splits = 1;
        for (int i = 1; i <= Math.min(k, n - k) && splits <= MOST_SPLITS; i++) {
            splits = splits * (n - i + 1) / i;
        }
        return splits;
    }

    private static void check(double[][] distances, int replicasA) {
        for (double[] row : distances) {
            if (row.length != distances.length) {
                throw new IllegalArgumentException(
                        "distances: expected rows of " + distances.length + ", got " + row.length);
            }
        }
        if (replicasA < 1 || replicasA >= distances.length) {
            throw new IllegalArgumentException(
                    "replicas of arm A: expected 1 to " + (distances.length - 1) + ", got " + replicasA);
        }
    }
}
