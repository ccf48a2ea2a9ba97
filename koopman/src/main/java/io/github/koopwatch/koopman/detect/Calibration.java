/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/**
 * Measures how badly extrapolation has been doing lately, in single values and in means of 8, so that curvature, epochs,
 * heavy tails and slow wander raise the bar by themselves.
 */
final class Calibration {
    /** Recent scores that count. */
    static final int HISTORY = 250;
    /** How long ago the newest of them is. */
    static final int LAG = 15;
    /** Length of the longer means. */
    static final int BLOCK = 8;

    private static final double CLIP = 4;

    private Calibration() {}

    /**
     * What scores are to be divided by, at least 1.
     *
     * @param z scores, oldest first: the history and as many before it as its first block needs, or fewer
     */
    static double scale(double[] z) {
        int from = Math.max(0, z.length - HISTORY);
        double single = meanSquare(z, from, 1);
        double blocks = meanSquare(z, from, BLOCK);
        return Math.sqrt(Math.max(1, Math.max(single, BLOCK * blocks)));
    }

    private static double meanSquare(double[] z, int from, int block) {
        int first = Math.max(from, block - 1);
        double sum = 0;
        for (int i = first; i < z.length; i++) {
            double mean = mean(z, i - block + 1, block);
            sum += mean * mean;
        }
        return sum / Math.max(1, z.length - first);
    }

    private static double mean(double[] z, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Standard.clip(z[i], CLIP);
        }
        return sum / count;
    }
}
