/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MedianTest {
    @Test
    void of_randomValuesWithTies_isTheMiddleOfTheSorted() {
        Random random = new Random(1);
        for (int n = 1; n < 60; n++) {
            double[] values = random.ints(n, 0, 20).asDoubleStream().toArray();
            double[] kept = values.clone();
            double[] sorted = values.clone();
            Arrays.sort(sorted);

            assertThat(Median.of(values)).isEqualTo((sorted[(n - 1) / 2] + sorted[n / 2]) / 2);
            assertThat(values).isEqualTo(kept);
        }
    }

    @Test
    void deviation_isMedianDistanceFromTheMedian() {
        assertThat(Median.deviation(new double[] {1, 2, 3, 4, 100})).isEqualTo(1);
    }

    /** A channel that rests has one value many times. */
    @Test
    void medianOfFewDistinctValues_isTheMiddleOfTheSortedOnes() {
        Random random = new Random(3);
        for (int n = 1; n < 300; n++) {
            int distinct = 1 + n % 5;
            double[] values =
                    random.doubles(n).map(v -> Math.floor(v * distinct)).toArray();
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            assertThat(Median.of(values)).isEqualTo((sorted[(n - 1) / 2] + sorted[n / 2]) / 2);
        }
    }

    @Test
    void valuesThatAreNoNumbers_giveAnEnd() {
        double[] values = new double[201];
        Arrays.fill(values, Double.NaN);
        assertThat(Median.of(values)).isNaN();
        Arrays.setAll(values, i -> i % 2 == 0 ? Double.NaN : i);
        assertThat(Median.deviation(values))
                .satisfiesAnyOf(v -> assertThat(v).isNaN(), v -> assertThat(v).isNotNegative());
    }
}
