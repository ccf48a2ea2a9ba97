/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static io.github.koopwatch.koopman.Samples.ring;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RanksTest {
    /** {@code signals} waves of size 1 in random directions and white noise in every coordinate. */
    private static WindowGauges gauges(int rows, int d, int signals, double noise) {
        Random random = new Random(d);
        double[][] directions = new double[signals][d];
        for (double[] direction : directions) {
            for (int k = 0; k < d; k++) {
                direction[k] = random.nextGaussian();
            }
        }
        float[][] x = new float[rows][d];
        for (int t = 0; t < rows; t++) {
            for (int k = 0; k < d; k++) {
                double sum = noise * random.nextGaussian();
                for (int s = 0; s < signals; s++) {
                    sum += directions[s][k] * Math.cos(0.3 * (s + 1) * t);
                }
                x[t][k] = (float) sum;
            }
        }
        return WindowGauges.of(ring(rows, x), new Span(0, rows, 1), 10);
    }

    @ParameterizedTest
    @CsvSource({"100, 20, 3", "100, 100, 5", "100, 1000, 8", "60, 4000, 4"})
    void svht_signalsInWhiteNoise_countsTheSignals(int rows, int d, int signals) {
        WindowGauges gauges = gauges(rows, d, signals, 0.1);
        assertThat(gauges.svhtRank()).isEqualTo(signals);
        assertThat(gauges.numericalRank()).isEqualTo(Math.min(rows - 1, d));
    }

    @Test
    void svht_noiseAlone_isOneAndNotZero() {
        assertThat(gauges(100, 1000, 0, 1).svhtRank()).isEqualTo(1);
        assertThat(gauges(100, 1, 0, 1).svhtRank()).isEqualTo(1);
    }

    @Test
    void svht_moreSignalsThanAThirdOfThePairs_isCapped() {
        assertThat(gauges(31, 4000, 12, 0.001).svhtRank()).isEqualTo(10);
        assertThat(gauges(4, 10, 3, 0.001).svhtRank()).isEqualTo(1);
    }

    @Test
    void numerical_withoutNoise_countsTheSignals() {
        assertThat(gauges(100, 1000, 6, 0).numericalRank()).isEqualTo(6);
    }
}
