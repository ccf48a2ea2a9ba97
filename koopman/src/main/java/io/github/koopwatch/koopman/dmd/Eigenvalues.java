/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Eigenvalues in the complex plane, ordered by modulus, largest first, then imag &gt;= 0 first. The arrays are not to be
 * written to.
 *
 * @param re real parts
 * @param im imaginary parts
 */
public record Eigenvalues(double[] re, double[] im) {
    /** Puts the values in order; throws IllegalArgumentException for unequal lengths or values that are not finite. */
    public Eigenvalues {
        if (re.length != im.length) {
            throw new IllegalArgumentException("imaginary parts: expected " + re.length + " values, got " + im.length);
        }
        requireFinite(re);
        requireFinite(im);
        int[] order = order(re, im);
        re = pick(re, order);
        im = pick(im, order);
    }

    /** Eigenvalues from [re, im] pairs in any order. */
    public static Eigenvalues of(double[][] reIm) {
        return new Eigenvalues(part(reIm, 0), part(reIm, 1));
    }

    /** How many there are. */
    public int size() {
        return re.length;
    }

    /** |λ_i|. */
    public double modulus(int i) {
        return Math.hypot(re[i], im[i]);
    }

    /** Euclidean distance in the complex plane of λ_i here and λ_j there. */
    public double distance(int i, Eigenvalues other, int j) {
        return Math.hypot(re[i] - other.re[j], im[i] - other.im[j]);
    }

    /** The order of the values: order[0] is the position of the one that comes first. */
    static int[] order(double[] re, double[] im) {
        Comparator<Integer> byModulus = Comparator.comparingDouble(i -> -Math.hypot(re[i], im[i]));
        return IntStream.range(0, re.length)
                .boxed()
                .sorted(byModulus
                        .thenComparing(i -> im[i] < 0)
                        .thenComparingDouble(i -> -re[i])
                        .thenComparingDouble(i -> -im[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** values[order[0]], values[order[1]], … */
    static double[] pick(double[] values, int[] order) {
        return Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
    }

    private static void requireFinite(double[] parts) {
        for (double part : parts) {
            if (!Double.isFinite(part)) {
                throw new IllegalArgumentException("eigenvalue: expected a finite number, got " + part);
            }
        }
    }

    private static double[] part(double[][] reIm, int which) {
        double[] part = new double[reIm.length];
        for (int i = 0; i < part.length; i++) {
            if (reIm[i].length != 2) {
                throw new IllegalArgumentException("eigenvalue: expected [re, im], got " + Arrays.toString(reIm[i]));
            }
            part[i] = reIm[i][which];
        }
        return part;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Eigenvalues that && Arrays.equals(re, that.re) && Arrays.equals(im, that.im);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(re) + Arrays.hashCode(im);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < re.length; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(re[i])
                    .append(im[i] < 0 ? "" : "+")
                    .append(im[i])
                    .append('i');
        }
        return text.append(']').toString();
    }
}
