/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffleTestTest {
    @Test
    void pValue_equalSpectra_isOne() {
        Eigenvalues a = spread(6, 0, 1);
        assertThat(ShuffleTest.pValue(a, a, 1)).isEqualTo(1);
    }

    /** Two clusters far apart: any mixed swap brings the two sides closer, only none and all leave them. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 10, 12})
    void pValue_farApart_isTheSmallestPossible(int k) {
        assertThat(ShuffleTest.pValue(spread(k, 0, 0.1), spread(k, 10, 0.1), 1)).isEqualTo(2 / Math.pow(2, k));
    }

    /** Each pair far from the others: no swap can help. */
    @Test
    void pValue_isolatedPairs_isOne() {
        assertThat(ShuffleTest.pValue(spread(8, 0, 10), spread(8, 1, 10), 1)).isEqualTo(1);
    }

    @Test
    void pValue_manyModes_drawsMasksFromTheSeed() {
        Eigenvalues a = spread(13, 0, 0.1);
        Eigenvalues b = spread(13, 10, 0.1);
        assertThat(ShuffleTest.pValue(a, b, 1)).isEqualTo(1 / 1000.0);
        assertThat(ShuffleTest.pValue(a, a, 1)).isEqualTo(1);
    }

    /** The drawn value of a spectrum pair estimates the exact one: isolated pairs beside a cluster of two. */
    @Test
    void pValue_drawn_estimatesTheShareOfMasks() {
        Eigenvalues a = real(0, 0.1, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100);
        Eigenvalues b = real(9, 9.1, 101, 201, 301, 401, 501, 601, 701, 801, 901, 1001, 1101);
        // the two of the cluster must be swapped together or not at all: 1/2; standard error 0.016
        assertThat(ShuffleTest.pValue(a, b, 5)).isCloseTo(0.5, within(0.08));
        assertThat(ShuffleTest.pValue(a, b, 5)).isEqualTo(ShuffleTest.pValue(a, b, 5));
    }

    @Test
    void pValue_unequalCounts_isRefused() {
        assertThatThrownBy(() -> ShuffleTest.pValue(real(1, 2), real(1), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pValue_swappedArguments_isTheSame() {
        Random random = new Random(4);
        for (int trial = 0; trial < 5; trial++) {
            Eigenvalues a = real(random.doubles(7).toArray());
            Eigenvalues b = real(random.doubles(7).toArray());
            assertThat(ShuffleTest.pValue(a, b, 0)).isEqualTo(ShuffleTest.pValue(b, a, 0));
        }
    }

    private static Eigenvalues spread(int k, double from, double gap) {
        double[] re = new double[k];
        Arrays.setAll(re, i -> from + gap * i);
        return real(re);
    }

    private static Eigenvalues real(double... re) {
        return new Eigenvalues(re, new double[re.length]);
    }
}
