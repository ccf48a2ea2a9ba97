/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        return share(energies(distances, splits(distances.length, replicasA)));
    }

    /**
     * @param pValue as in {@link #pValue}, of the largest standardised energy
     * @param block the one that gives it under the true labels
     */
    public record Largest(double pValue, int block) {}

    /**
     * The same of the largest energy over several tables of one set of replicas, all split alike (the maximum statistic of
     * Westfall and Young 1993). Each energy is standardised by the mean and deviation of its table over all splits, which
     * no relabelling changes, so that a noisy table does not drown the others and the test stays exact.
     *
     * @param blocks [block][replica][replica]
     */
    public static Largest largest(List<double[][]> blocks, int replicasA) {
        blocks.forEach(distances -> check(distances, replicasA));
        List<boolean[]> splits = splits(blocks.get(0).length, replicasA);
        double[] largest = new double[splits.size()];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        int block = 0;
        for (int b = 0; b < blocks.size(); b++) {
            double[] scores = standardised(energies(blocks.get(b), splits));
            block = scores[0] > largest[0] ? b : block;
            Arrays.setAll(largest, s -> Math.max(largest[s], scores[s]));
        }
        return new Largest(share(largest), block);
    }

    /** The smallest p-value that so many replicas can give: of two arms of one size the mirror image is as extreme. */
    public static double smallestP(int replicasA, int replicasB) {
        if (replicasA < 1 || replicasB < 1) {
            return 1;
        }
        long splits = splitCount(replicasA + replicasB, replicasA);
        return splits > MOST_SPLITS ? 1 / (DRAWS + 1.0) : (replicasA == replicasB ? 2.0 : 1.0) / splits;
    }

    private static double[] standardised(double[] energies) {
        double mean = Arrays.stream(energies).average().orElse(0);
        double square = Arrays.stream(energies)
                .map(e -> (e - mean) * (e - mean))
                .average()
                .orElse(0);
        double scale = square <= TIE * TIE ? 1 : Math.sqrt(square);
        return Arrays.stream(energies).map(e -> (e - mean) / scale).toArray();
    }

    /** The share of values that are at least the first. */
    private static double share(double[] values) {
        double observed = values[0] - TIE * Math.max(1, Math.abs(values[0]));
        return (double) Arrays.stream(values).filter(v -> v >= observed).count() / values.length;
    }

    private static double[] energies(double[][] distances, List<boolean[]> splits) {
        double[] rowSums = rowSums(distances);
        return splits.stream()
                .mapToDouble(labels -> energy(distances, rowSums, labels))
                .toArray();
    }

    /** Every split, or 9,999 seeded draws, the true one first. */
    private static List<boolean[]> splits(int n, int replicasA) {
        return splitCount(n, replicasA) <= MOST_SPLITS ? all(n, replicasA) : drawn(n, replicasA);
    }

    /** 2·mean(AB) - mean(AA) - mean(BB) of the true labels. */
    public static double energy(double[][] distances, int replicasA) {
        check(distances, replicasA);
        return energy(distances, rowSums(distances), labels(distances.length, replicasA));
    }

    private static boolean[] labels(int n, int replicasA) {
        boolean[] labels = new boolean[n];
        Arrays.fill(labels, 0, replicasA, true);
        return labels;
    }

    private static List<boolean[]> all(int n, int replicasA) {
        int[] chosen = new int[replicasA];
        Arrays.setAll(chosen, i -> i);
        List<boolean[]> all = new ArrayList<>();
        do {
            boolean[] labels = new boolean[n];
            for (int i : chosen) {
                labels[i] = true;
            }
            all.add(labels);
        } while (next(chosen, n));
        return all;
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

    private static List<boolean[]> drawn(int n, int replicasA) {
        Random random = new Random(SEED);
        boolean[] shuffled = labels(n, replicasA);
        List<boolean[]> drawn = new ArrayList<>(List.of(shuffled.clone()));
        for (int draw = 0; draw < DRAWS; draw++) {
            shuffle(shuffled, random);
            drawn.add(shuffled.clone());
        }
        return drawn;
    }

    private static void shuffle(boolean[] labels, Random random) {
        for (int i = labels.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            boolean kept = labels[i];
            labels[i] = labels[j];
            labels[j] = kept;
        }
    }

    /** Sums of the rows of a table: with them a split costs only the pairs of its first arm. */
    private static double[] rowSums(double[][] distances) {
        return Arrays.stream(distances)
                .mapToDouble(row -> Arrays.stream(row).sum())
                .toArray();
    }

    private static double energy(double[][] distances, double[] rowSums, boolean[] inA) {
        double a = 0;
        double within = 0; // AA, both ways
        double ofA = 0;
        double all = 0;
        for (int i = 0; i < inA.length; i++) {
            all += rowSums[i];
            if (inA[i]) {
                a++;
                ofA += rowSums[i];
                within += sum(distances[i], inA);
            }
        }
        double between = ofA - within;
        double b = inA.length - a;
        return 2 * between / (a * b) - within / (a * a) - (all - within - 2 * between) / (b * b);
    }

    private static double sum(double[] row, boolean[] chosen) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            sum += chosen[j] ? row[j] : 0;
        }
        return sum;
    }

    /** C(n, k), or more than MOST_SPLITS. */
    private static long splitCount(int n, int k) {
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
