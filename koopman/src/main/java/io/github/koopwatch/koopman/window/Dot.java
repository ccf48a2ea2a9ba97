/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.window;

/**
 * Inner products in double, each in one fixed order of additions. Differences of float32 numbers are taken in double. Four
 * running sums hide the latency of the addition.
 */
final class Dot {
    private Dot() {}

    /** &lt;a - b, c - d&gt;. */
    static double updates(float[] a, float[] b, float[] c, float[] d) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int n = a.length;
        int whole = n & ~3;
        for (int k = 0; k < whole; k += 4) {
            s0 += ((double) a[k] - b[k]) * ((double) c[k] - d[k]);
            s1 += ((double) a[k + 1] - b[k + 1]) * ((double) c[k + 1] - d[k + 1]);
            s2 += ((double) a[k + 2] - b[k + 2]) * ((double) c[k + 2] - d[k + 2]);
            s3 += ((double) a[k + 3] - b[k + 3]) * ((double) c[k + 3] - d[k + 3]);
        }
        for (int k = whole; k < n; k++) {
            s0 += ((double) a[k] - b[k]) * ((double) c[k] - d[k]);
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** &lt;a, b&gt;. */
    static double plain(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int whole = a.length & -4;
        for (int k = 0; k < whole; k += 4) {
            s0 += a[k] * b[k];
            s1 += a[k + 1] * b[k + 1];
            s2 += a[k + 2] * b[k + 2];
            s3 += a[k + 3] * b[k + 3];
        }
        for (int k = whole; k < a.length; k++) {
            s0 += a[k] * b[k];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
