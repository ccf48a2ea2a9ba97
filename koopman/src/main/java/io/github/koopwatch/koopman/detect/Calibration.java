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
        double[] sums = sums(z);
        double single = meanSquare(sums, from, 1);
        double blocks = meanSquare(sums, from, BLOCK);
        return Math.sqrt(Math.max(1, Math.max(single, BLOCK * blocks)));
    }

    /** Sum of the first i clipped scores, for i = 0 to all. */
    private static double[] sums(double[] z) {
        double[] sums = new double[z.length + 1];
        for (int i = 0; i < z.length; i++) {
            sums[i + 1] = sums[i] + Standard.clip(z[i], CLIP);
        }
        return sums;
    }

    /** Mean square of the means of so many scores that end at a score of the history. */
    private static double meanSquare(double[] sums, int from, int block) {
        int first = Math.max(from, block - 1);
        int last = sums.length - 2;
        double total = 0;
        for (int i = first; i <= last; i++) {
            double mean = (sums[i + 1] - sums[i + 1 - block]) / block;
            total += mean * mean;
        }
        return total / Math.max(1, last - first + 1);
    }
}
