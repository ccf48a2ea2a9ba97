/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import java.util.Optional;

/**
 * Eigenvalues alone of a symmetric tridiagonal matrix, by the QL iteration of Pal, Walker and Kahan, which works on the
 * squares of the entries beside the diagonal and takes one root a sweep (Parlett, The Symmetric Eigenvalue Problem, 8.15;
 * LAPACK's xSTERF).
 */
final class RootFreeQl {
    private static final int SWEEPS_PER_VALUE = 30;

    private final double[] d;
    private final double[] e2; // squares; e2[i] couples i and i + 1, the last one is 0

    private RootFreeQl(double[] d, double[] e2) {
        this.d = d;
        this.e2 = e2;
    }

    /**
     * Descending; empty when the iteration does not converge.
     *
     * @param diagonal the first n entries count
     * @param beside the first n - 1 entries count
     */
    static Optional<double[]> values(double[] diagonal, double[] beside, int n) {
        int exponent = exponent(diagonal, beside, n);
        double[] d = new double[n];
        double[] e2 = new double[n];
        boolean turned = n > 0 && Math.abs(diagonal[n - 1]) < Math.abs(diagonal[0]); // QL finds the first ones first
        for (int i = 0; i < n; i++) {
            d[i] = Math.scalb(diagonal[turned ? n - 1 - i : i], -exponent);
            double e = i + 1 == n ? 0 : Math.scalb(beside[turned ? n - 2 - i : i], -exponent);
            e2[i] = e * e;
        }
        return new RootFreeQl(d, e2).converged() ? Optional.of(descending(d, exponent)) : Optional.empty();
    }

    private static int exponent(double[] diagonal, double[] beside, int n) {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.max(Math.abs(diagonal[i]), i + 1 < n ? Math.abs(beside[i]) : 0));
        }
        return largest == 0 ? 0 : Math.getExponent(largest);
    }

    private static double[] descending(double[] values, int exponent) {
        Arrays.sort(values);
        double[] descending = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            descending[i] = Math.scalb(values[values.length - 1 - i], exponent);
        }
        return descending;
    }

    private boolean converged() {
        int left = SWEEPS_PER_VALUE * d.length;
        for (int first = 0; first < d.length; ) {
            int last = blockEnd(first);
            if (last == first) {
                first++;
            } else if (last == first + 1) {
                two(first);
            } else if (left-- > 0) {
                sweep(first, last);
            } else {
                return false;
            }
        }
        return true;
    }

    /** The end of the block that no negligible entry divides; that entry becomes 0. */
    private int blockEnd(int first) {
        int last = first;
        while (e2[last] > RankRule.EPS * RankRule.EPS * Math.abs(d[last] * d[Math.min(last + 1, d.length - 1)])) {
            last++;
        }
        e2[last] = 0;
        return last;
    }

    /** The eigenvalues of two rows, as LAPACK's xLAE2. */
    private void two(int i) {
        double mean = (d[i] + d[i + 1]) / 2;
        double half = (d[i] - d[i + 1]) / 2;
        double root = Math.sqrt(half * half + e2[i]);
        double outer = mean < 0 ? mean - root : mean + root;
        double inner = outer == 0 ? 0 : (d[i] / outer) * d[i + 1] - e2[i] / outer;
        d[i] = outer;
        d[i + 1] = inner;
        e2[i] = 0;
    }

    private void sweep(int first, int last) {
        double sigma = shift(first);
        double c = 1;
        double s = 0;
        double gamma = d[last] - sigma;
        double p = gamma * gamma;
        for (int i = last - 1; i >= first; i--) {
            double b = e2[i];
            double r = p + b;
            if (i != last - 1) {
                e2[i + 1] = s * r;
            }
            double before = c;
            double inverse = r / p; // beside p / r, not after it: divisions are what a sweep waits for
            c = p / r;
            s = b / r;
            double old = gamma;
            double alpha = d[i];
            gamma = c * (alpha - sigma) - s * old;
            d[i + 1] = old + (alpha - gamma);
            p = c == 0 ? before * b : gamma * gamma * inverse;
        }
        e2[first] = s * p;
        d[first] = sigma + gamma;
    }

    /** Wilkinson's. */
    private double shift(int first) {
        double e = Math.sqrt(e2[first]);
        double ratio = (d[first + 1] - d[first]) / (2 * e);
        double root = Math.sqrt(ratio * ratio + 1);
        return d[first] - e / (ratio + (ratio < 0 ? -root : root));
    }
}
