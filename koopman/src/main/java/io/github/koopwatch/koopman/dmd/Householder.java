/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * R of A = Q R by Householder reflections (Golub and Van Loan, Matrix Computations, 5.2), without Q. The loops run
 * along the columns and keep several sums at once, which makes it several times as fast as EJML's on tall matrices.
 */
final class Householder {
    private final double[][] columns;
    private final int height;

    private Householder(double[][] columns, int height) {
        this.columns = columns;
        this.height = height;
    }

    /** R, [columns][columns]; A has at least as many rows as columns and is not changed. */
    static DMatrixRMaj triangle(DMatrixRMaj a) {
        int exponent = Math.getExponent(CommonOps_DDRM.elementMaxAbs(a));
        double unit = Math.scalb(1.0, -exponent); // exact; squares then neither overflow nor vanish
        double[][] columns = new double[a.numCols][a.numRows];
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                columns[j][i] = unit * a.data[i * a.numCols + j];
            }
        }
        Householder qr = new Householder(columns, a.numRows);
        for (int j = 0; j < a.numCols; j++) {
            qr.reflect(j);
        }
        return qr.upper(exponent);
    }

    /** Clears column j below the diagonal, in all columns from j on; the reflector is v = x - αe with α = ∓|x|. */
    private void reflect(int j) {
        double[] v = columns[j];
        double length = Math.sqrt(product(v, v, j));
        if (length == 0) {
            return;
        }
        double alpha = v[j] > 0 ? -length : length;
        v[j] -= alpha;
        double scale = 1 / (alpha * v[j]); // -2 / |v|²
        for (int k = j + 1; k < columns.length; k++) {
            add(columns[k], scale * product(v, columns[k], j), v, j);
        }
        v[j] = alpha;
    }

    private DMatrixRMaj upper(int exponent) {
        DMatrixRMaj r = new DMatrixRMaj(columns.length, columns.length);
        for (int i = 0; i < columns.length; i++) {
            for (int j = i; j < columns.length; j++) {
                r.set(i, j, Math.scalb(columns[j][i], exponent));
            }
        }
        return r;
    }

    /** ⟨a, b⟩ over the entries from {@code from} on. */
    private double product(double[] a, double[] b, int from) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int whole = from + ((height - from) & -4);
        for (int k = from; k < whole; k += 4) {
            s0 += a[k] * b[k];
            s1 += a[k + 1] * b[k + 1];
            s2 += a[k + 2] * b[k + 2];
            s3 += a[k + 3] * b[k + 3];
        }
        for (int k = whole; k < height; k++) {
            s0 += a[k] * b[k];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private void add(double[] a, double factor, double[] b, int from) {
        for (int k = from; k < height; k++) {
            a[k] += factor * b[k];
        }
    }
}
