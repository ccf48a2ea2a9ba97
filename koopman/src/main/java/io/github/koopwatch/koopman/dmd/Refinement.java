/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Refined Ritz pairs, the second R of DMD-RRR (Drmač, Mezić and Mohr 2018; Jia 1997): of all directions U w in the subspace the one
 * with the smallest residual ‖(A - λ) U w‖, by the right singular vector of least singular value of [Ã - λ I; R], where R
 * has the inner products of E = (I - U Uᵀ) A U. Its Rayleigh quotient w* Ã w is the refined Ritz value.
 */
final class Refinement {
    private final DMatrixRMaj operator;
    private final DMatrixRMaj outside;

    Refinement(DMatrixRMaj operator, Outside outside) {
        this.operator = operator;
        this.outside = outside.factor();
    }

    /** The refined pair for the shift λ of a Ritz pair; that pair itself where the decomposition does not converge. */
    Mode refine(Mode ritz) {
        if (ritz.im() < 0) {
            return refine(ritz.conjugate()).conjugate(); // so that conjugates stay so to the last bit
        }
        int n = operator.numRows;
        DMatrixRMaj shifted = ritz.im() == 0 ? real(ritz.re()) : complex(ritz.re(), ritz.im());
        Spread right = Spread.ofFactor(shifted)[0];
        int last = right.sigma().length - 1;
        if (right.vectors().numRows != shifted.numCols) {
            return ritz;
        }
        double[] a = new double[n];
        double[] b = new double[n];
        for (int i = 0; i < n; i++) {
            a[i] = right.vectors().get(i, last);
            b[i] = ritz.im() == 0 ? 0 : right.vectors().get(n + i, last);
        }
        return Mode.of(operator, a, b);
    }

    private DMatrixRMaj real(double shift) {
        return Matrices.stack(minus(shift), outside);
    }

    /** Acts on (a, b) as Ã - λ and R act on a + i b. */
    private DMatrixRMaj complex(double re, double im) {
        int n = operator.numRows;
        DMatrixRMaj all = new DMatrixRMaj(2 * n + 2 * outside.numRows, 2 * n);
        DMatrixRMaj shifted = minus(re);
        CommonOps_DDRM.insert(shifted, all, 0, 0);
        CommonOps_DDRM.insert(shifted, all, n, n);
        for (int i = 0; i < n; i++) {
            all.set(i, n + i, im);
            all.set(n + i, i, -im);
        }
        CommonOps_DDRM.insert(outside, all, 2 * n, 0);
        CommonOps_DDRM.insert(outside, all, 2 * n + outside.numRows, n);
        return all;
    }

    private DMatrixRMaj minus(double shift) {
        DMatrixRMaj shifted = operator.copy();
        for (int i = 0; i < shifted.numRows; i++) {
            shifted.add(i, i, -shift);
        }
        return shifted;
    }
}
