/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.window;

/**
 * Inner products of float32 rows in double, each in one fixed order of additions. Differences of float32 numbers are
 * taken in double. Four running sums hide the latency of the addition.
 */
final class Dot {
    private Dot() {}

    /** &lt;a - ref, b - ref&gt;; the same bits for (a, b) and (b, a). */
    static double displaced(float[] a, float[] b, float[] ref) {
        return updates(a, ref, b, ref);
    }

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

    /** &lt;a - ref, ref&gt;. */
    static double onAnchor(float[] a, float[] ref) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += ((double) a[k] - ref[k]) * ref[k];
        }
        return sum;
    }

    /** &lt;a, b&gt;. */
    static double plain(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (double) a[k] * b[k];
        }
        return sum;
    }
}
