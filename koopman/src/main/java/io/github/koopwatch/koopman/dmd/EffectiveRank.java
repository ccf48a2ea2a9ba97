/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** The effective rank of a window: exp(entropy of σ²/Σσ²) of its rows minus their mean (Roy and Vetterli 2007). */
final class EffectiveRank {
    private EffectiveRank() {}

    /**
     * Singular values of the rows minus their mean, in any unit, by the Gram matrix of displaced rows, which is overwritten. Where
     * its eigenvalues do not converge (seen for rows that alternate exactly), its singular values are the same.
     */
    static double[] sigma(DMatrixRMaj gram) {
        double unit = CommonOps_DDRM.elementMaxAbs(gram);
        CommonOps_DDRM.scale(1 / unit, gram);
        Matrices.centreBoth(gram);
        double[] energies = Spread.energies(gram);
        return roots(energies.length == gram.numRows ? energies : Spread.ofFactor(gram)[0].sigma());
    }

    private static double[] roots(double[] squares) {
        return Eigenvalues.pick(Arrays.stream(squares).map(Math::sqrt).toArray(), Spread.descending(squares));
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
