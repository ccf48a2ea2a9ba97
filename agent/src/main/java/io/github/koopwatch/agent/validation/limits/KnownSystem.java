/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.limits;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.Random;

/**
 * A linear system with noise: two pairs of turning modes and three real ones, seen through a random orthonormal map, a new
 * one each time, as each network has its own coordinates.
 *
 * @param pairs [pair][modulus, angle]
 * @param reals eigenvalues on the real axis
 */
public record KnownSystem(double[][] pairs, double[] reals) {
    private static final int DIMENSION = 16;
    private static final double START = 3;

    /** One of two systems. */
    public static final KnownSystem ONE =
            new KnownSystem(new double[][] {{0.97, 0.15}, {0.93, 0.5}}, new double[] {0.99, 0.95, 0.85});

    /** The other one: both angles and one rate are larger. */
    public static final KnownSystem OTHER =
            new KnownSystem(new double[][] {{0.97, 0.19}, {0.93, 0.56}}, new double[] {0.99, 0.91, 0.85});

    /** What every fit should find. */
    public Eigenvalues spectrum() {
        int n = 2 * pairs.length + reals.length;
        double[] re = new double[n];
        double[] im = new double[n];
        for (int p = 0; p < pairs.length; p++) {
            re[2 * p] = pairs[p][0] * Math.cos(pairs[p][1]);
            re[2 * p + 1] = re[2 * p];
            im[2 * p] = pairs[p][0] * Math.sin(pairs[p][1]);
            im[2 * p + 1] = -im[2 * p];
        }
        System.arraycopy(reals, 0, re, 2 * pairs.length, reals.length);
        return new Eigenvalues(re, im);
    }

    /**
     * [rows][16] from a random start of length about 3 a mode.
     *
     * @param process deviation of what is added to each mode in each row, and goes on
     * @param measured deviation of what is added to each coordinate as it is seen
     */
    public float[][] rows(int rows, double process, double measured, Random random) {
        int n = 2 * pairs.length + reals.length;
        double[][] map = orthonormal(n, random);
        double[] z = gaussian(n, START, random);
        float[][] x = new float[rows][DIMENSION];
        for (float[] row : x) {
            for (int i = 0; i < DIMENSION; i++) {
                double sum = measured * random.nextGaussian();
                for (int j = 0; j < n; j++) {
                    sum += map[j][i] * z[j];
                }
                row[i] = (float) sum;
            }
            z = next(z, process, random);
        }
        return x;
    }

    private double[] next(double[] z, double process, Random random) {
        double[] next = gaussian(z.length, process, random);
        for (int p = 0; p < pairs.length; p++) {
            double cos = pairs[p][0] * Math.cos(pairs[p][1]);
            double sin = pairs[p][0] * Math.sin(pairs[p][1]);
            next[2 * p] += cos * z[2 * p] - sin * z[2 * p + 1];
            next[2 * p + 1] += sin * z[2 * p] + cos * z[2 * p + 1];
        }
        for (int r = 0; r < reals.length; r++) {
            next[2 * pairs.length + r] += reals[r] * z[2 * pairs.length + r];
        }
        return next;
    }

    private static double[] gaussian(int n, double deviation, Random random) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = deviation * random.nextGaussian();
        }
        return values;
    }

    /** [n][16] by Gram and Schmidt. */
    private static double[][] orthonormal(int n, Random random) {
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = gaussian(DIMENSION, 1, random);
            for (int j = 0; j < i; j++) {
                add(rows[i], rows[j], -dot(rows[i], rows[j]));
            }
            add(rows[i], rows[i], 1 / Math.sqrt(dot(rows[i], rows[i])) - 1);
        }
        return rows;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] to, double[] what, double factor) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * what[i];
        }
    }
}
