/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Short columns with the inner products of a window's columns, without having squared them. */
final class Factoring {
    private static final int BLOCK = 2048;

    private Factoring() {}

    /**
     * By a thin QR of the rows in blocks of coordinates (2 d n² operations), then of its stacked shifts when there are
     * delays. Centred columns are displaced by the span's first row, which is exact in double.
     */
    static DMatrixRMaj ofRows(Columns columns, boolean affine) {
        DMatrixRMaj triangle = new DMatrixRMaj(0, columns.rows());
        for (int from = 0; from < columns.ring().dimension(); from += BLOCK) {
            triangle = shortened(Matrices.stack(triangle, block(columns, from, affine)));
        }
        return delayed(triangle, columns.delays());
    }

    /** Columns of delays + 1 consecutive rows stacked, shortened; {@code rows} is [coordinate][row]. */
    static DMatrixRMaj delayed(DMatrixRMaj rows, int delays) {
        DMatrixRMaj stacked = new DMatrixRMaj((delays + 1) * rows.numRows, rows.numCols - delays);
        for (int shift = 0; shift <= delays; shift++) {
            CommonOps_DDRM.extract(
                    rows, 0, rows.numRows, shift, shift + stacked.numCols, stacked, shift * rows.numRows, 0);
        }
        return shortened(stacked);
    }

    /** Coordinates [from, from + BLOCK) of all rows, [coordinate][row]. */
    private static DMatrixRMaj block(Columns columns, int from, boolean affine) {
        int to = Math.min(from + BLOCK, columns.ring().dimension());
        DMatrixRMaj block = new DMatrixRMaj(to - from, columns.rows());
        float[] origin = columns.row(0);
        for (int t = 0; t < columns.rows(); t++) {
            float[] row = columns.row(t);
            for (int k = from; k < to; k++) {
                block.set(k - from, t, affine ? (double) row[k] - origin[k] : row[k]);
            }
        }
        return block;
    }

    private static DMatrixRMaj shortened(DMatrixRMaj a) {
        return a.numRows > a.numCols ? Householder.triangle(a) : a;
    }
}
