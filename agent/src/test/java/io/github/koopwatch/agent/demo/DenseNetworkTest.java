/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.v1.RunStart;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DenseNetworkTest {
    private static final double NUDGE = 1e-6;
    private static final int[] BATCH = {3, 1, 4, 1, 5, 92, 65};
    private static final Digits DIGITS = Digits.load();

    @Test
    void gradient_everyWeight_equalsFiniteDifferences() {
        DenseNetwork network = new DenseNetwork(Digits.PIXELS, 6, Digits.CLASSES, new Random(1));
        network.gradient(DIGITS, BATCH);
        double[][] hidden = copy(network.hiddenGradient());
        double[][] output = copy(network.outputGradient());
        assertGradient(network, network.hidden(), hidden);
        assertGradient(network, network.output(), output);
    }

    @Test
    void outputWeights_flat_classByClass() {
        DenseNetwork network = new DenseNetwork(Digits.PIXELS, 6, Digits.CLASSES, new Random(1));
        float[] flat = network.outputWeights();
        assertThat(flat).hasSize(60);
        assertThat(flat[2 * 6 + 5]).isEqualTo((float) network.output()[2][5]);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 40})
    void training_asManyStepsAsTheDemo_learnsTheDigits(int width) {
        DemoSettings settings = DemoSettings.standard(false);
        NetworkTrainer trainer = trainer(width, settings.steps());
        for (int step = 0; step < settings.steps(); step++) {
            trainer.next();
        }
        assertThat(trainer.accuracy()).isGreaterThan(0.9);
    }

    @Test
    void training_sameSeed_sameWeights() {
        NetworkTrainer a = trainer(10, 20);
        NetworkTrainer b = trainer(10, 20);
        for (int step = 0; step < 20; step++) {
            assertThat(a.next().weights()).containsExactly(b.next().weights());
        }
    }

    private static NetworkTrainer trainer(int width, int steps) {
        return new NetworkTrainer(DIGITS, NetworkTrainer.Recipe.steady(width, 1, steps), RunStart.getDefaultInstance());
    }

    /** Central differences of a loss of order 1 in double: their error is about NUDGE squared plus 1e-16 / NUDGE. */
    private static void assertGradient(DenseNetwork network, double[][] weights, double[][] gradient) {
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < weights[i].length; j++) {
                double kept = weights[i][j];
                weights[i][j] = kept + NUDGE;
                double above = network.gradient(DIGITS, BATCH);
                weights[i][j] = kept - NUDGE;
                double below = network.gradient(DIGITS, BATCH);
                weights[i][j] = kept;
                assertThat((above - below) / (2 * NUDGE)).isCloseTo(gradient[i][j], within(1e-8));
            }
        }
    }

    private static double[][] copy(double[][] matrix) {
        double[][] copy = new double[matrix.length][];
        for (int i = 0; i < matrix.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }
}
