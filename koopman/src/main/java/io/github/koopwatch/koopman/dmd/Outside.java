/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * What leaves the subspace of the modes: E = (I - U Uᵀ) A U with A U = Y V S⁻¹.
 *
 * @param matrix E in an orthonormal basis, [height][rank], or EᵀE
 * @param squared whether it is EᵀE
 */
record Outside(DMatrixRMaj matrix, boolean squared) {
    /** ‖E v‖². */
    double square(double[] v) {
        return squared ? Matrices.form(matrix, v) : Matrices.imageSquare(matrix, v);
    }

    /** A matrix R of at most rank rows with RᵀR = EᵀE. */
    DMatrixRMaj factor() {
        if (squared) {
            return CommonOps_DDRM.transpose(Spread.ofGram(matrix).loadings(), null);
        }
        return matrix.numRows > matrix.numCols ? Householder.triangle(matrix) : matrix;
    }
}
