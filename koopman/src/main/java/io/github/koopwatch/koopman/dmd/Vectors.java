/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

/** Plain vectors in loops that the compiler turns into vector instructions, or that hide the latency of additions. */
final class Vectors {
    private Vectors() {}

    /** ⟨a, b⟩. */
    static double dot(double[] a, double[] b) {
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

    static double sum(double[] v) {
        double sum = 0;
        for (double part : v) {
            sum += part;
        }
        return sum;
    }

    static double norm(double[] v) {
        return Math.sqrt(dot(v, v));
    }

    /** v ← v + factor · u. */
    static void add(double[] v, double factor, double[] u) {
        for (int k = 0; k < v.length; k++) {
            v[k] += factor * u[k];
        }
    }

    static void scale(double[] v, double factor) {
        for (int k = 0; k < v.length; k++) {
            v[k] *= factor;
        }
    }

    /** out[i + r] ← ⟨v, u[i + r]⟩ for r in [0, 4). */
    static void dotFour(double[] v, double[][] u, int i, double[] out) {
        double[] u0 = u[i];
        double[] u1 = u[i + 1];
        double[] u2 = u[i + 2];
        double[] u3 = u[i + 3];
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int k = 0; k < v.length; k++) {
            s0 += v[k] * u0[k];
            s1 += v[k] * u1[k];
            s2 += v[k] * u2[k];
            s3 += v[k] * u3[k];
        }
        out[i] = s0;
        out[i + 1] = s1;
        out[i + 2] = s2;
        out[i + 3] = s3;
    }

    /** v ← v + Σ factor[i + r] · u[i + r] for r in [0, 4). */
    static void addFour(double[] v, double[] factor, double[][] u, int i) {
        double[] u0 = u[i];
        double[] u1 = u[i + 1];
        double[] u2 = u[i + 2];
        double[] u3 = u[i + 3];
        double f0 = factor[i];
        double f1 = factor[i + 1];
        double f2 = factor[i + 2];
        double f3 = factor[i + 3];
        for (int k = 0; k < v.length; k++) {
            v[k] += f0 * u0[k] + f1 * u1[k] + f2 * u2[k] + f3 * u3[k];
        }
    }

    /** v ← v + Σ factor[i] · u[i] for i below {@code count}. */
    static void addAll(double[] v, double[] factor, double[][] u, int count) {
        int whole = count & -4;
        for (int i = 0; i < whole; i += 4) {
            addFour(v, factor, u, i);
        }
        for (int i = whole; i < count; i++) {
            add(v, factor[i], u[i]);
        }
    }
}
