/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;

/** What the fits need of dense matrices beyond EJML. */
final class Matrices {
    private Matrices() {}

    /** Whether every entry is finite; EJML's decompositions "succeed" on NaN and infinities. */
    static boolean finite(DMatrixRMaj... all) {
        return Arrays.stream(all).noneMatch(MatrixFeatures_DDRM::hasUncountable);
    }

    /** Subtracts the mean of the columns from every column: A ← A P with P = I - 11ᵀ/n. */
    static void centreColumns(DMatrixRMaj a) {
        for (int i = 0; i < a.numRows; i++) {
            int start = i * a.numCols;
            double mean = sum(a.data, start, a.numCols) / a.numCols;
            for (int j = 0; j < a.numCols; j++) {
                a.data[start + j] -= mean;
            }
        }
    }

    private static double sum(double[] values, int from, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int whole = from + (count & -4);
        for (int k = from; k < whole; k += 4) {
            s0 += values[k];
            s1 += values[k + 1];
            s2 += values[k + 2];
            s3 += values[k + 3];
        }
        for (int k = whole; k < from + count; k++) {
            s0 += values[k];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** A ← P A P. */
    static void centreBoth(DMatrixRMaj square) {
        centreColumns(square);
        int n = square.numRows;
        double[] mean = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                mean[j] += square.data[i * n + j];
            }
        }
        Vectors.scale(mean, 1.0 / n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                square.data[i * n + j] -= mean[j];
            }
        }
    }

    /** ‖A‖_F². */
    static double square(DMatrixRMaj a) {
        double sum = 0;
        for (int k = 0; k < a.getNumElements(); k++) {
            sum += a.data[k] * a.data[k];
        }
        return sum;
    }

    /** vᵀ A v. */
    static double form(DMatrixRMaj a, double[] v) {
        double sum = 0;
        for (int i = 0; i < v.length; i++) {
            for (int j = 0; j < v.length; j++) {
                sum += v[i] * a.get(i, j) * v[j];
            }
        }
        return sum;
    }

    /** aᵀ b. */
    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** A v. */
    static double[] times(DMatrixRMaj a, double[] v) {
        DMatrixRMaj image = new DMatrixRMaj(a.numRows, 1);
        CommonOps_DDRM.mult(a, DMatrixRMaj.wrap(v.length, 1, v), image);
        return image.data;
    }

    /** A + u vᵀ. */
    static DMatrixRMaj plusOuter(DMatrixRMaj a, double[] u, double[] v) {
        DMatrixRMaj sum = a.copy();
        VectorVectorMult_DDRM.rank1Update(1, sum, DMatrixRMaj.wrap(u.length, 1, u), DMatrixRMaj.wrap(v.length, 1, v));
        return sum;
    }

    static double[] diagonal(DMatrixRMaj square) {
        double[] diagonal = new double[square.numRows];
        Arrays.setAll(diagonal, i -> square.get(i, i));
        return diagonal;
    }

    /** Square length of each column. */
    static double[] columnSquares(DMatrixRMaj a) {
        double[] squares = new double[a.numCols];
        for (int k = 0; k < a.getNumElements(); k++) {
            squares[k % a.numCols] += a.data[k] * a.data[k];
        }
        return squares;
    }

    /** The largest square of a value. */
    static double largestSquare(double[] values) {
        return Arrays.stream(values).map(v -> v * v).max().orElse(0);
    }

    /** ‖A v‖². */
    static double imageSquare(DMatrixRMaj a, double[] v) {
        DMatrixRMaj image = new DMatrixRMaj(a.numRows, 1);
        CommonOps_DDRM.mult(a, DMatrixRMaj.wrap(v.length, 1, v), image);
        return square(image);
    }

    /** A with column j multiplied by factor(j). */
    static DMatrixRMaj scaleColumns(DMatrixRMaj a, IntToDoubleFunction factor) {
        DMatrixRMaj scaled = a.copy();
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                scaled.data[i * a.numCols + j] *= factor.applyAsDouble(j);
            }
        }
        return scaled;
    }

    static void setColumn(DMatrixRMaj a, int j, DMatrixRMaj vector) {
        for (int i = 0; i < a.numRows; i++) {
            a.set(i, j, vector.get(i));
        }
    }

    /** The columns of A at these positions, which may repeat. */
    static DMatrixRMaj pickColumns(DMatrixRMaj a, int[] picks) {
        DMatrixRMaj picked = new DMatrixRMaj(a.numRows, picks.length);
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < picks.length; j++) {
                picked.set(i, j, a.get(i, picks[j]));
            }
        }
        return picked;
    }

    static int[] pick(int[] values, int[] picks) {
        return Arrays.stream(picks).map(p -> values[p]).toArray();
    }

    /** A above B. */
    static DMatrixRMaj stack(DMatrixRMaj a, DMatrixRMaj b) {
        return CommonOps_DDRM.concatRowsMulti(a, b);
    }
}
