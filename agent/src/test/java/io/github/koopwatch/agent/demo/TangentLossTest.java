/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class TangentLossTest {
    @Test
    void starts_anyFiveInARowOfOneShift_holdEveryValueOfEachCoordinate() {
        double[][][] runs = TangentLoss.mirrorDescent();
        assertThat(runs).hasDimensions(TangentLoss.STARTS, TangentLoss.ROWS);
        for (int shift = 0; shift < 5; shift++) {
            for (int coordinate = 0; coordinate < 2; coordinate++) {
                Set<Double> values = new HashSet<>();
                for (int i = 0; i < 5; i++) {
                    values.add(runs[5 * shift + i][0][coordinate]);
                }
                assertThat(values).hasSize(5);
            }
        }
        Set<String> all = new HashSet<>();
        Arrays.stream(runs).forEach(run -> all.add(Arrays.toString(run[0])));
        assertThat(all).hasSize(TangentLoss.STARTS);
    }

    @Test
    void mirrorDescent_oneStep_solvesTheMirrorEquation() {
        double[][] run = TangentLoss.mirrorDescent()[2];
        for (int i = 0; i < 2; i++) {
            double x = run[0][i];
            double slope = 1 + Math.tan(x) * Math.tan(x);
            // With the log barrier R = -log x: R'(x+) = R'(x) - rate f'(x), so 1/x+ = 1/x + rate f'(x).
            assertThat(1 / run[1][i]).isCloseTo(1 / x + 0.01 * slope, within(1e-12));
        }
    }

    @Test
    void descents_sameStartInOneVariable_stayTogetherToFirstOrder() {
        // Gradient descent in log x is mirror descent up to the square of the step (Ghai, Lu, Hazan).
        double x = Math.exp(TangentLoss.gradientDescent()[0][0][0]);
        double next = Math.exp(TangentLoss.gradientDescent()[0][1][0]);
        double slope = 1 + Math.tan(x) * Math.tan(x);
        double mirror = x / (1 + 0.01 * x * slope);
        assertThat(next).isCloseTo(mirror, within(1e-6)).isLessThan(x);
    }

    @Test
    void bisection_lossHalvesTheInterval_andEndsAtARootOrAtZero() {
        for (double[][] run : TangentLoss.bisection()) {
            assertThat(TangentLoss.loss(run[TangentLoss.ROWS - 1])).isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void trajectories_stayInTheDomain() {
        assertThat(values(TangentLoss.mirrorDescent())).allMatch(x -> x >= 0.01 && x <= 1);
        assertThat(values(TangentLoss.gradientDescent())).allMatch(u -> u >= Math.log(0.01) && u <= 0);
    }

    private static DoubleStream values(double[][][] runs) {
        return Arrays.stream(runs).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream);
    }
}
