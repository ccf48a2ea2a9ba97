/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.motion;

import static io.github.koopwatch.koopman.Samples.append;
import static io.github.koopwatch.koopman.Samples.descent;
import static io.github.koopwatch.koopman.Samples.ring;
import static io.github.koopwatch.koopman.Samples.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.WindowGauges;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Series whose answer is known. */
class MotionTest {
    private static WindowGauges gauges(float[][] rows) {
        return WindowGauges.of(ring(rows.length, rows), new Span(0, rows.length, 1), 10);
    }

    private static float[][] noise(long seed, int rows, int d) {
        Random random = new Random(seed);
        float[][] noise = new float[rows][d];
        Arrays.stream(noise).forEach(row -> {
            for (int k = 0; k < d; k++) {
                row[k] = (float) random.nextGaussian();
            }
        });
        return noise;
    }

    /** x ← r R(θ) x + size · noise in each of d planes. */
    private static float[][] turning(int rows, int planes, double r, double theta, double size) {
        Random random = new Random(3);
        double[] x = new double[2 * planes];
        Arrays.setAll(x, k -> random.nextGaussian());
        float[][] turning = new float[rows][2 * planes];
        for (int t = -200; t < rows; t++) {
            for (int k = 0; k < 2 * planes; k += 2) {
                double a = r * (Math.cos(theta) * x[k] - Math.sin(theta) * x[k + 1]) + size * random.nextGaussian();
                x[k + 1] = r * (Math.sin(theta) * x[k] + Math.cos(theta) * x[k + 1]) + size * random.nextGaussian();
                x[k] = a;
            }
            for (int k = 0; t >= 0 && k < x.length; k++) {
                turning[t][k] = (float) x[k];
            }
        }
        return turning;
    }

    @Test
    void straightLine_isBallisticAndGoesAsFarAsItWalks() {
        float[][] rows = new float[100][3];
        for (int t = 0; t < 100; t++) {
            rows[t] = new float[] {5 + 3 * t, 4 * t, -7};
        }
        assertThat(gauges(rows).diffusionExponent()).isCloseTo(2, within(1e-9));
        assertThat(gauges(rows).displacementRatio()).isCloseTo(99, within(1e-9));
        assertThat(gauges(rows).phaseOscillation()).isLessThan(1e-6);
    }

    /** With d coordinates a mean over the window scatters by about √(21/100/d). */
    @Test
    void randomWalk_isBrownian() {
        WindowGauges gauges = gauges(walk(1, 100, 1000, 1, 0.01));
        assertThat(gauges.diffusionExponent()).isCloseTo(1, within(0.05));
        assertThat(gauges.displacementRatio()).isCloseTo(1, within(0.2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 1000})
    void noiseAroundAPoint_isBoundedAndDoesNotCirculate(int d) {
        for (int seed = 0; seed < 10; seed++) {
            WindowGauges gauges = gauges(noise(seed, 100, d));
            assertThat(gauges.diffusionExponent()).isCloseTo(0, within(0.15));
            assertThat(gauges.displacementRatio()).isLessThan(0.1);
            assertThat(gauges.phaseOscillation()).isLessThan(0.2);
        }
    }

    @Test
    void periodOfTwo_isBounded() {
        float[][] rows = new float[60][4];
        for (int t = 0; t < 60; t++) {
            Arrays.fill(rows[t], t % 2);
        }
        assertThat(gauges(rows).diffusionExponent()).isCloseTo(0, within(1e-12));
        assertThat(gauges(rows).numericalRank()).isEqualTo(1);
    }

    /** Whole turns, so that the mean is the centre. */
    @ParameterizedTest
    @ValueSource(ints = {50, 20, 8, 4, 3})
    void rotation_circulatesByTheSineOfItsAngle(int period) {
        double theta = 2 * Math.PI / period;
        assertThat(gauges(turning(10 * period + 1, 1, 1, theta, 0)).phaseOscillation())
                .isCloseTo(Math.sin(theta), within(0.01));
        assertThat(gauges(turning(10 * period + 1, 20, 1, theta, 0)).phaseOscillation())
                .isCloseTo(Math.sin(theta), within(0.01));
    }

    @Test
    void rotationDampedAndDrivenByNoise_circulatesByItsFactorTimesTheSine() {
        assertThat(gauges(turning(100, 100, 0.9, 0.5, 1)).phaseOscillation())
                .isCloseTo(0.9 * Math.sin(0.5), within(0.05));
    }

    @Test
    void contraction_doesNotCirculate() {
        float[][] straight = new float[100][30];
        for (int t = 0; t < 100; t++) {
            Arrays.fill(straight[t], (float) Math.pow(0.97, t));
        }
        assertThat(gauges(straight).phaseOscillation()).isLessThan(1e-3);
        // curved, because its coordinates contract at different rates
        assertThat(gauges(descent(1, 100, 200, 0)).phaseOscillation()).isLessThan(0.1);
    }

    /** ⟨x_p, x_q⟩⟨y_p, y_q⟩ - ⟨x_p, y_q⟩⟨y_p, x_q⟩ against the d × d covariance itself. */
    @Test
    void oscillation_equalsTheCovarianceWrittenOut() {
        float[][] rows = turning(40, 3, 0.8, 0.7, 1);
        double[][] x = centred(rows, 0);
        double[][] y = centred(rows, 1);
        double turning = 0;
        long apart = 0;
        for (int p = 0; p < 39; p++) {
            for (int q = 0; q < 39; q++) {
                if (Math.abs(p - q) > 1) {
                    turning += product(area(x[p], y[p]), area(x[q], y[q]));
                    apart++;
                }
            }
        }
        double whole = Math.sqrt(product(covariance(x), covariance(x)) * product(covariance(y), covariance(y)));
        double expected = Math.sqrt(39.0 * 39 / apart * turning / whole);
        assertThat(gauges(rows).phaseOscillation()).isCloseTo(expected, within(1e-10));
    }

    private static double[][] centred(float[][] rows, int shift) {
        double[][] centred = new double[rows.length - 1][rows[0].length];
        for (int k = 0; k < rows[0].length; k++) {
            double mean = 0;
            for (int t = 0; t < centred.length; t++) {
                mean += rows[t + shift][k] / (double) centred.length;
            }
            for (int t = 0; t < centred.length; t++) {
                centred[t][k] = rows[t + shift][k] - mean;
            }
        }
        return centred;
    }

    private static double[][] area(double[] x, double[] y) {
        double[][] area = new double[x.length][x.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                area[i][j] = (y[i] * x[j] - x[i] * y[j]) / 2;
            }
        }
        return area;
    }

    private static double[][] covariance(double[][] x) {
        double[][] covariance = new double[x[0].length][x[0].length];
        for (double[] row : x) {
            for (int i = 0; i < row.length; i++) {
                for (int j = 0; j < row.length; j++) {
                    covariance[i][j] += row[i] * row[j];
                }
            }
        }
        return covariance;
    }

    private static double product(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                sum += a[i][j] * b[i][j];
            }
        }
        return sum;
    }

    @Test
    void gap_isNoUpdate() {
        RowRing ring = new RowRing(1, 40);
        for (int t = 0; t < 40; t++) {
            append(ring, t < 20 ? t : t + 100, new float[] {t < 20 ? t : 1000 - t});
        }
        WindowGauges gauges = WindowGauges.of(ring, new Span(0, 40, 1), 10);
        assertThat(gauges.displacementRatio()).isCloseTo(19, within(1e-9)); // (19² + 19²) / 38
        assertThat(gauges.diffusionExponent()).isCloseTo(2, within(1e-6));
    }

    /** Four rows a burst: lags 1, 2 and 3 alone, inside bursts. */
    @Test
    void bursts_areMeasuredInside() {
        RowRing ring = new RowRing(1, 40);
        for (int t = 0; t < 40; t++) {
            append(ring, 50L * (t / 4) + t % 4, new float[] {1000 * (t / 4) + 7 * (t % 4)});
        }
        Span span = new Span(0, 40, 1);
        float[] values = {0, 1, 2, 3};
        RowRing line = new RowRing(1, 40);
        for (int t = 0; t < 40; t++) {
            append(line, 50L * (t / 4) + t % 4, new float[] {values[t % 4]});
        }
        assertThat(WindowGauges.of(line, span, 10).diffusionExponent()).isCloseTo(2, within(1e-9));
        assertThat(WindowGauges.of(ring, span, 10).displacementRatio()).isCloseTo(3, within(1e-9));
    }

    @Test
    void windowTooShortForThreeLags_hasNoExponent() {
        assertThat(gauges(walk(2, 11, 5, 1, 1)).diffusionExponent()).isNaN();
        assertThat(gauges(walk(2, 12, 5, 1, 1)).diffusionExponent()).isNotNaN();
    }

    @Test
    void rest_hasNoFigures() {
        WindowGauges gauges = gauges(new float[30][3]);
        assertThat(gauges.diffusionExponent()).isNaN();
        assertThat(gauges.displacementRatio()).isNaN();
        assertThat(gauges.phaseOscillation()).isNaN();
        assertThat(gauges.radialCosine()).isNaN();
        assertThat(gauges.numericalRank()).isZero();
        assertThat(gauges.svhtRank()).isNaN();
    }

    @Test
    void displacements_ofUnequalLengths_areRefused() {
        assertThatThrownBy(() -> new Displacements(2, new double[4], new double[2], new int[1]))
                .hasMessage("rows: expected 2 in all arrays, got 4 products, 2 updates, 1 links");
    }
}
