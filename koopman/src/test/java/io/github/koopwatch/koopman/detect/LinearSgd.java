/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Arrays;
import java.util.Random;

/**
 * Stochastic gradient descent on a quadratic with curvatures spread geometrically over [0.01, 1]: the gradient of
 * coordinate i is h_i (x_i - target_i) + noise / sqrt(batch).
 */
final class LinearSgd {
    double rate = 0.1;
    double momentum;
    double batch = 16;
    double decay;
    double noise = 1;
    boolean adam;
    int frozen;

    private final Random random;
    private final double[] curvature;
    private final double[] target;
    private final double[] x;
    private final double[] velocity;
    private final double[] square;
    private int adamSteps;

    LinearSgd(int dimension, long seed) {
        random = new Random(seed);
        curvature = new double[dimension];
        target = new double[dimension];
        x = new double[dimension];
        velocity = new double[dimension];
        square = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            curvature[i] = StrictMath.pow(0.01, (double) i / dimension);
            x[i] = random.nextGaussian();
            target[i] = random.nextGaussian();
        }
    }

    /** Starts Adam with empty averages. */
    void switchToAdam(double newRate) {
        adam = true;
        rate = newRate;
        Arrays.fill(velocity, 0);
    }

    /** Other data: the minimum lies elsewhere. */
    void moveTarget() {
        for (int i = 0; i < target.length; i++) {
            target[i] = random.nextGaussian();
        }
    }

    /** Partly other data. */
    void mixTarget(double share) {
        for (int i = 0; i < target.length; i++) {
            target[i] += share * random.nextGaussian();
        }
    }

    float[] step() {
        float[] weights = new float[x.length];
        adamSteps += adam ? 1 : 0;
        for (int i = 0; i < x.length; i++) {
            double gradient =
                    curvature[i] * (x[i] - target[i]) + decay * x[i] + noise * random.nextGaussian() / Math.sqrt(batch);
            x[i] = (float) (x[i] - (i < frozen ? 0 : rate) * (adam ? adam(i, gradient) : heavyBall(i, gradient)));
            weights[i] = (float) x[i];
        }
        return weights;
    }

    private double heavyBall(int i, double gradient) {
        velocity[i] = momentum * velocity[i] + gradient;
        return velocity[i];
    }

    private double adam(int i, double gradient) {
        velocity[i] = 0.9 * velocity[i] + 0.1 * gradient;
        square[i] = 0.999 * square[i] + 0.001 * gradient * gradient;
        double second = square[i] / (1 - StrictMath.pow(0.999, adamSteps));
        return velocity[i] / (1 - StrictMath.pow(0.9, adamSteps)) / (Math.sqrt(second) + 1e-8);
    }
}
