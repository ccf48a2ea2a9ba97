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
     * Exact over all 2^k masks for k &lt;= 12, else (c + 1)/(n + 1) over 999 masks drawn from the seed; the counts must be
     * equal.
     */
    public static double pValue(Eigenvalues a, Eigenvalues b, long seed) {
        int[] partner = Wasserstein.assignment(a, b);
        double observed = Wasserstein.w1(a, b) - TIE;
        return a.size() <= MOST_EXACT
                ? exact(a, b, partner, observed)
                : drawn(a, b, partner, observed, new Random(seed));
    }

    private static double exact(Eigenvalues a, Eigenvalues b, int[] partner, double observed) {
        int masks = 1 << a.size();
        int atLeast = 0;
        for (int mask = 0; mask < masks; mask++) {
            boolean[] swap = new boolean[a.size()];
            for (int i = 0; i < swap.length; i++) {
                swap[i] = (mask >> i & 1) == 1;
            }
            atLeast += swapped(a, b, partner, swap) >= observed ? 1 : 0;
        }
        return (double) atLeast / masks;
    }

    private static double drawn(Eigenvalues a, Eigenvalues b, int[] partner, double observed, Random random) {
        int atLeast = 1;
        for (int draw = 0; draw < DRAWS; draw++) {
            boolean[] swap = new boolean[a.size()];
            for (int i = 0; i < swap.length; i++) {
                swap[i] = random.nextBoolean();
            }
            atLeast += swapped(a, b, partner, swap) >= observed ? 1 : 0;
        }
        return atLeast / (DRAWS + 1.0);
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
