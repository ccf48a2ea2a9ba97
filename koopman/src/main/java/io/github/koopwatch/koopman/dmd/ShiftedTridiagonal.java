/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

/**
 * T - θ for a symmetric tridiagonal T, factored by elimination with row exchanges (Golub and Van Loan, Matrix Computations,
 * 4.3), for inverse iteration: a pivot of 0 counts as rounding.
 */
final class ShiftedTridiagonal {
    private final int n;
    private final double[] pivot; // the three diagonals of U
    private final double[] second;
    private final double[] third;
    private final double[] factor; // of row i, taken from row i + 1
    private final boolean[] exchanged; // rows i and i + 1

    ShiftedTridiagonal(Tridiagonal t, double theta) {
        n = t.size();
        pivot = t.diagonal().clone();
        second = new double[n];
        third = new double[n];
        factor = new double[n];
        exchanged = new boolean[n];
        System.arraycopy(t.beside(), 0, second, 0, n - 1);
        for (int i = 0; i < n; i++) {
            pivot[i] -= theta;
        }
        double rounding = RankRule.EPS * Math.abs(t.largest()) + Double.MIN_NORMAL;
        for (int i = 0; i < n - 1; i++) {
            eliminate(i, t.beside()[i], rounding);
        }
        pivot[n - 1] = pivot[n - 1] == 0 ? rounding : pivot[n - 1];
    }

    /** Clears the entry {@code below} the i-th pivot. */
    private void eliminate(int i, double below, double rounding) {
        exchanged[i] = Math.abs(below) > Math.abs(pivot[i]);
        if (exchanged[i]) {
            factor[i] = pivot[i] / below;
            double next = pivot[i + 1];
            pivot[i + 1] = second[i] - factor[i] * next;
            third[i] = second[i + 1];
            second[i + 1] = -factor[i] * third[i];
            second[i] = next;
            pivot[i] = below;
        } else {
            pivot[i] = pivot[i] == 0 ? rounding : pivot[i];
            factor[i] = below / pivot[i];
            pivot[i + 1] -= factor[i] * second[i];
        }
    }

    /** v ← (T - θ)⁻¹ v. */
    void solve(double[] v) {
        for (int i = 0; i < n - 1; i++) {
            double upper = exchanged[i] ? v[i + 1] : v[i];
            double lower = exchanged[i] ? v[i] : v[i + 1];
            v[i] = upper;
            v[i + 1] = lower - factor[i] * upper;
        }
        for (int i = n - 1; i >= 0; i--) {
            double known = i + 1 < n ? second[i] * v[i + 1] : 0;
            known += i + 2 < n ? third[i] * v[i + 2] : 0;
            v[i] = (v[i] - known) / pivot[i];
        }
    }
}
