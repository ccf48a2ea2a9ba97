/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.Random;

/**
 * The published test (Redman et al. 2024): swap optimally matched eigenvalues between the two spectra and match again.
 * p is the share of swaps whose distance is at least the true one. The old matching stays available after a swap, so the
 * distance never grows, and the smallest p is 2/2^k.
 */
public final class ShuffleTest {
    private static final int MOST_EXACT = 12;
    private static final int DRAWS = 999;
    private static final double TIE = 1e-12;

    private ShuffleTest() {}

    /**
     * @param pValue share of the masks whose distance is at least the true one; (c + 1)/(n + 1) when they were drawn
     * @param meanDistance mean distance after a swap
     */
    public record Result(double pValue, double meanDistance) {}

    /** The p-value of {@link #of}. */
    public static double pValue(Eigenvalues a, Eigenvalues b, long seed) {
        return of(a, b, seed).pValue();
    }

    /** Over all 2^k masks for k &lt;= 12, else over 999 masks drawn from the seed; the counts must be equal. */
    public static Result of(Eigenvalues a, Eigenvalues b, long seed) {
        int[] partner = Wasserstein.assignment(a, b);
        double observed = Wasserstein.w1(a, b) - TIE;
        boolean exact = a.size() <= MOST_EXACT;
        Random random = new Random(seed);
        int masks = exact ? 1 << a.size() : DRAWS;
        int atLeast = exact ? 0 : 1;
        double sum = 0;
        for (int mask = 0; mask < masks; mask++) {
            double distance = swapped(a, b, partner, exact ? mask(a.size(), mask) : drawn(a.size(), random));
            sum += distance;
            atLeast += distance >= observed ? 1 : 0;
        }
        return new Result((double) atLeast / (exact ? masks : DRAWS + 1), sum / masks);
    }

    private static boolean[] mask(int size, int bits) {
        boolean[] swap = new boolean[size];
        for (int i = 0; i < size; i++) {
            swap[i] = (bits >> i & 1) == 1;
        }
        return swap;
    }

    private static boolean[] drawn(int size, Random random) {
        boolean[] swap = new boolean[size];
        for (int i = 0; i < size; i++) {
            swap[i] = random.nextBoolean();
        }
        return swap;
    }

    private static double swapped(Eigenvalues a, Eigenvalues b, int[] partner, boolean[] swap) {
        double[][] left = new double[swap.length][];
        double[][] right = new double[swap.length][];
        for (int i = 0; i < swap.length; i++) {
            double[] ofA = {a.re()[i], a.im()[i]};
            double[] ofB = {b.re()[partner[i]], b.im()[partner[i]]};
            left[i] = swap[i] ? ofB : ofA;
            right[i] = swap[i] ? ofA : ofB;
        }
        return Wasserstein.w1(Eigenvalues.of(left), Eigenvalues.of(right));
    }
}
