/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.ejml.dense.row.decomposition.eig.symm.SymmetricQrAlgorithm_DDRM;
import org.junit.jupiter.api.Test;

class RootFreeQlTest {
    private static final double CLOSE = 1e-14;

    /** The second difference: 2 - 2 cos(πk/(n + 1)). */
    @Test
    void values_ofTheSecondDifference_areTheKnownOnes() {
        for (int n : new int[] {1, 2, 3, 10, 100, 333}) {
            double[] values = RootFreeQl.values(filled(n, 2), filled(n, -1), n).orElseThrow();
            for (int i = 0; i < n; i++) {
                double known = 2 + 2 * Math.cos(Math.PI * (i + 1) / (n + 1));
                assertThat(values[i]).isCloseTo(known, within(4 * CLOSE));
            }
        }
    }

    @Test
    void values_ofGradedMatrices_eitherWayUp_areTheSame() {
        int n = 60;
        double[] d = new double[n];
        double[] e = new double[n - 1];
        Arrays.setAll(d, i -> Math.pow(0.6, i));
        Arrays.setAll(e, i -> 0.3 * Math.pow(0.6, i));
        double[] down = RootFreeQl.values(d, e, n).orElseThrow();
        double[] up = RootFreeQl.values(reversed(d), reversed(e), n).orElseThrow();
        for (int i = 0; i < n; i++) {
            assertThat(up[i]).isCloseTo(down[i], within(CLOSE));
        }
    }

    @Test
    void values_readsOnlyTheFirstEntriesAndWritesNone() {
        double[] d = {3, 1, Double.NaN};
        double[] e = {0, Double.NaN};
        assertThat(RootFreeQl.values(d, e, 2).orElseThrow()).containsExactly(3, 1);
        assertThat(d).containsExactly(3, 1, Double.NaN);
        assertThat(RootFreeQl.values(d, e, 0).orElseThrow()).isEmpty();
    }

    /** Entries of all sizes, many of them 0, so that the matrix falls into blocks. */
    @Property(seed = "62", tries = 300)
    void values_anyMatrix_agreeWithTheQrIteration(
            @ForAll @LongRange(max = 100_000) long seed,
            @ForAll @IntRange(min = 1, max = 50) int n,
            @ForAll @IntRange(max = 12) int decades,
            @ForAll @IntRange(min = -150, max = 150) int scale) {
        Random random = new Random(seed);
        double[] d = entries(n, decades, scale, random);
        double[] e = entries(n - 1, decades, scale, random);
        SymmetricQrAlgorithm_DDRM qr = new SymmetricQrAlgorithm_DDRM();
        assertThat(qr.process(n, d.clone(), e.clone())).isTrue();
        double[] expected = new double[n];
        Arrays.setAll(expected, qr::getEigenvalue);
        Arrays.sort(expected);
        double[] values = RootFreeQl.values(d, e, n).orElseThrow();
        double size = Math.max(Math.abs(expected[0]), Math.abs(expected[n - 1]));
        for (int i = 0; i < n; i++) {
            assertThat(values[i]).isCloseTo(expected[n - 1 - i], within(CLOSE * size));
        }
    }

    private static double[] entries(int n, int decades, int scale, Random random) {
        double[] entries = new double[n];
        Arrays.setAll(
                entries,
                i -> random.nextInt(5) == 0
                        ? 0
                        : random.nextGaussian() * Math.pow(10, scale - random.nextInt(decades + 1)));
        return entries;
    }

    private static double[] filled(int n, double value) {
        double[] filled = new double[n];
        Arrays.fill(filled, value);
        return filled;
    }

    private static double[] reversed(double[] values) {
        double[] reversed = new double[values.length];
        Arrays.setAll(reversed, i -> values[values.length - 1 - i]);
        return reversed;
    }
}
