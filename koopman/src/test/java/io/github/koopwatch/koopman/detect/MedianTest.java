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
}
