/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import java.util.Random;

/** A float32 random walk with standard normal steps, from a seed. */
final class RandomWalk {
    private final Random random;
    private final double[] sum;

    RandomWalk(int dimension, long seed) {
        this.random = new Random(seed);
        this.sum = new double[dimension];
    }

    float[] next() {
        float[] row = new float[sum.length];
        for (int j = 0; j < row.length; j++) {
            sum[j] += random.nextGaussian();
            row[j] = (float) sum[j];
        }
        return row;
    }
}
