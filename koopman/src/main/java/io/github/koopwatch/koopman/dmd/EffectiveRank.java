/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** The effective rank of a window: exp(entropy of σ²/Σσ²) of its rows minus their mean (Roy and Vetterli 2007). */
final class EffectiveRank {
    private EffectiveRank() {}

    /**
     * Singular values of the rows minus their mean, in any unit, descending, by the Gram matrix of displaced rows, which is
     * overwritten. Should its eigenvalues not converge, its singular values are the same.
     */
    static double[] sigma(DMatrixRMaj gram) {
        double unit = CommonOps_DDRM.elementMaxAbs(gram);
        CommonOps_DDRM.scale(1 / unit, gram);
        Matrices.centreBoth(gram);
        return roots(Tridiagonalisation.values(gram).orElseGet(() -> Spread.ofFactor(gram)[0].sigma()));
    }

    /** Of what rounding has made negative, 0. */
    private static double[] roots(double[] squares) {
        for (int i = 0; i < squares.length; i++) {
            squares[i] = Math.sqrt(Math.max(0, squares[i]));
        }
        return squares;
    }

    static double of(double[] sigma) {
        double sum = 0;
        for (double s : sigma) {
            sum += s * s;
        }
        double entropy = 0;
        for (double s : sigma) {
            double share = s * s / sum;
            entropy -= share > 0 ? share * Math.log(share) : 0;
        }
        return Math.exp(entropy);
    }
}
