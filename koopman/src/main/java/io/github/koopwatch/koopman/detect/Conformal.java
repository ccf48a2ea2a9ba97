/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/** Conformal p-values and the test that a sequence does not drift. */
final class Conformal {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Conformal() {}

    /**
     * Smoothed conformal p-value of a score after the earlier ones (Vovk, Gammerman and Shafer 2005): uniform on (0, 1) and
     * independent of the p-values before it when all scores are exchangeable. Ties are broken by u in (0, 1).
     */
    static double p(double[] earlier, double score, double u) {
        int above = 0;
        int ties = 1;
        for (double other : earlier) {
            above += other > score ? 1 : 0;
            ties += other == score ? 1 : 0;
        }
        return (above + u * ties) / (earlier.length + 1);
    }

    /** A uniform number in (0, 1) that the window and channel alone decide: splitmix64 (Steele, Lea and Flood 2014). */
    static double uniform(long step, int channel) {
        long z = step * SlowChannel.values().length + channel + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return ((z >>> 12) + 0.5) * 0x1p-52;
    }

    /** Mann and Kendall's statistic of a monotone trend, standard normal without one; 0 for fewer than 3 values. */
    static double trend(double[] values) {
        int n = values.length;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                sum += Math.signum(values[j] - values[i]);
            }
        }
        return n < 3 ? 0 : sum / Math.sqrt(n * (n - 1.0) * (2 * n + 5) / 18);
    }
}
