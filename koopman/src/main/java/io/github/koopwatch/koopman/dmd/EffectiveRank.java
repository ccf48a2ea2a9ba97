/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** The effective rank of a window: exp(entropy of σ²/Σσ²) of its rows minus their mean (Roy and Vetterli 2007). */
final class EffectiveRank {
    private EffectiveRank() {}

    static double of(Columns rows) {
        return rows.count() > 1 && rows.move() ? exponential(energies(rows.gram())) : 0;
    }

    private static double[] energies(DMatrixRMaj gram) {
        double unit = CommonOps_DDRM.elementMaxAbs(gram);
        CommonOps_DDRM.scale(1 / unit, gram);
        Matrices.centreBoth(gram);
        return Spread.energies(gram);
    }

    private static double exponential(double[] energies) {
        double sum = Arrays.stream(energies).sum();
        double entropy = 0;
        for (double energy : energies) {
            double share = energy / sum;
            entropy -= share > 0 ? share * Math.log(share) : 0;
        }
        return Math.exp(entropy);
    }
}
