/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * T = Qᵀ A Q for a symmetric A by Householder reflections (Golub and Van Loan, Matrix Computations, 8.3.1), from the last row
 * upwards and without Q. A row's update by the last reflection A - v wᵀ - w vᵀ and its part in the next product A u are one
 * loop over four rows, which reads and writes the matrix once a step.
 */
final class Tridiagonalisation {
    private final double[][] a;
    private final double[] diagonal;
    private final double[] beside;
    private double[] v; // the last reflection, not yet in the rows
    private double[] w;
    private double[] u; // the next one
    private double[] image; // A u

    private Tridiagonalisation(double[][] a) {
        int n = a.length;
        this.a = a;
        diagonal = new double[n];
        beside = new double[n];
        v = new double[n];
        w = new double[n];
        u = new double[n];
        image = new double[n];
    }

    /**
     * Eigenvalues, descending; empty when the iteration behind does not converge.
     *
     * @param a symmetric, finite; not changed
     */
    static Optional<double[]> values(DMatrixRMaj a) {
        int exponent = Math.getExponent(CommonOps_DDRM.elementMaxAbs(a)); // exact; squares neither overflow nor vanish
        double unit = Math.scalb(1.0, -Math.max(-1000, exponent));
        double[][] rows = new double[a.numRows][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(a.data, i * a.numCols, (i + 1) * a.numCols);
            Vectors.scale(rows[i], unit);
        }
        Tridiagonalisation t = new Tridiagonalisation(rows);
        for (int m = rows.length - 1; m >= 0; m--) {
            t.reduce(m);
        }
        Optional<double[]> values = RootFreeQl.values(t.diagonal, t.beside, rows.length);
        values.ifPresent(all -> Vectors.scale(all, 1 / unit));
        return values;
    }

    /** Leaves of row m the diagonal and the entry beside it. */
    private void reduce(int m) {
        double[] row = a[m];
        for (int k = 0; k <= m; k++) {
            row[k] -= v[m] * w[k] + w[m] * v[k];
        }
        diagonal[m] = row[m];
        double scale = m == 0 ? 0 : reflection(row, m);
        Arrays.fill(image, 0, m, 0);
        int whole = m & -4;
        for (int i = 0; i < whole; i += 4) {
            passFour(i, m);
        }
        for (int i = whole; i < m; i++) {
            pass(i, m);
        }
        keep(scale, m);
    }

    /** u and -2/|u|² of I - 2uuᵀ/|u|², which takes all of the row onto its entry m - 1. */
    private double reflection(double[] row, int m) {
        double others = 0;
        for (int k = 0; k < m - 1; k++) {
            others += row[k] * row[k];
        }
        double next = row[m - 1];
        if (others == 0) {
            Arrays.fill(u, 0, m, 0);
            beside[m - 1] = next;
            return 0;
        }
        double length = Math.sqrt(others + next * next);
        double alpha = next > 0 ? -length : length;
        System.arraycopy(row, 0, u, 0, m);
        u[m - 1] = next - alpha;
        beside[m - 1] = alpha;
        return 1 / (alpha * u[m - 1]);
    }

    /** Rows i to i + 3: the last reflection, and what they add to A u. */
    private void passFour(int i, int m) {
        double[] a0 = a[i];
        double[] a1 = a[i + 1];
        double[] a2 = a[i + 2];
        double[] a3 = a[i + 3];
        double[] vs = v;
        double[] ws = w;
        double[] sum = image;
        double v0 = v[i];
        double v1 = v[i + 1];
        double v2 = v[i + 2];
        double v3 = v[i + 3];
        double w0 = w[i];
        double w1 = w[i + 1];
        double w2 = w[i + 2];
        double w3 = w[i + 3];
        double u0 = u[i];
        double u1 = u[i + 1];
        double u2 = u[i + 2];
        double u3 = u[i + 3];
        for (int k = 0; k < m; k++) {
            double b0 = a0[k] - (v0 * ws[k] + w0 * vs[k]);
            double b1 = a1[k] - (v1 * ws[k] + w1 * vs[k]);
            double b2 = a2[k] - (v2 * ws[k] + w2 * vs[k]);
            double b3 = a3[k] - (v3 * ws[k] + w3 * vs[k]);
            a0[k] = b0;
            a1[k] = b1;
            a2[k] = b2;
            a3[k] = b3;
            sum[k] += (u0 * b0 + u1 * b1) + (u2 * b2 + u3 * b3);
        }
    }

    private void pass(int i, int m) {
        double[] row = a[i];
        for (int k = 0; k < m; k++) {
            row[k] -= v[i] * w[k] + w[i] * v[k];
            image[k] += u[i] * row[k];
        }
    }

    /** w = p - (τ pᵀu / 2) u of p = τ A u, τ = 2/|u|², becomes the last reflection's. */
    private void keep(double scale, int m) {
        double along = 0;
        for (int k = 0; k < m; k++) {
            along += image[k] * u[k];
        }
        double half = scale * scale * along / 2;
        double[] free = v;
        v = u;
        u = free;
        free = w;
        w = image;
        image = free;
        for (int k = 0; k < m; k++) {
            w[k] = -(scale * w[k] + half * v[k]);
        }
    }
}
