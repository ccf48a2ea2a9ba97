/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.ejml.dense.row.CommonOps_DDRM.addEquals;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.CommonOps_DDRM.trace;
import static org.ejml.dense.row.CommonOps_DDRM.transpose;

import io.github.koopwatch.koopman.Scale;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Pairs given by the Gram matrix of their columns, so that a fit costs nothing of the columns' length.
 *
 * <p>With XᵀX, XᵀY, YᵀY (where the fit is affine, centred by the separate means of X and Y) and XᵀX = V S² Vᵀ: UᵀY = S⁻¹ Vᵀ XᵀY, Ã = UᵀY V S⁻¹,
 * ‖E v‖² = vᵀ(S⁻¹ Vᵀ YᵀY V S⁻¹ - ÃᵀÃ)v and ‖Y - U à UᵀX‖² = tr YᵀY - ‖UᵀY‖² + ‖UᵀY - à S Vᵀ‖². The squares cost half
 * the digits of small modes; {@link Projection} says when that may show.
 *
 * @param gram inner products of all columns
 * @param first the first column of each pair
 * @param affine whether the separate means of X and Y are subtracted
 * @param rule how they are fitted
 */
record GramPairs(DMatrixRMaj gram, int[] first, boolean affine, FitRule rule) implements Pairs {
    @Override
    public int count() {
        return first.length;
    }

    @Override
    public Pairs select(int[] picks) {
        return new GramPairs(gram, Matrices.pick(first, picks), affine, rule);
    }

    @Override
    public Fit fit(int rank) {
        DMatrixRMaj xx = products(0, 0);
        DMatrixRMaj xy = products(0, 1);
        DMatrixRMaj yy = products(1, 1);
        double unit = CommonOps_DDRM.elementMaxAbs(xx);
        double noise = RankRule.EPS * (trace(xx) + trace(yy)) / unit;
        centre(unit, xx, xy, yy);
        if (!Matrices.finite(xx, xy, yy)) {
            return Fit.flat();
        }
        double[] weights = rule.weights(Matrices.diagonal(xx), noise);
        weigh(weights, xx, xy, yy);
        double rounding = noise * Matrices.largestSquare(weights);
        Spread spread = Spread.ofGram(xx, RankRule.most(rank, count()));
        if (spread.largest() <= count() * rounding) {
            return Fit.flat();
        }
        int modes = RankRule.modes(spread.sigma(), rule.limit(), rank, count());
        return project(spread.keep(modes), xy, yy, trace(xx), rounding).fit(rule.refine());
    }

    private void weigh(double[] weights, DMatrixRMaj... all) {
        if (rule.scale() == Scale.UNIT) {
            for (DMatrixRMaj products : all) {
                CommonOps_DDRM.multRows(weights, products);
                CommonOps_DDRM.multCols(products, weights);
            }
        }
    }

    /** In units of the largest entry; a unit of 0 leaves no entry finite. */
    private void centre(double unit, DMatrixRMaj... all) {
        for (DMatrixRMaj products : all) {
            scale(1 / unit, products);
            if (affine) {
                Matrices.centreBoth(products);
            }
        }
    }

    private static Projection project(Spread x, DMatrixRMaj xy, DMatrixRMaj yy, double motionSquare, double noise) {
        DMatrixRMaj whitener = x.whitener();
        DMatrixRMaj uy = multTransA(whitener, xy, null);
        DMatrixRMaj operator = mult(uy, whitener, null);
        DMatrixRMaj outside = mult(multTransA(whitener, yy, null), whitener, null);
        addEquals(outside, -1, multTransA(operator, operator, null));
        DMatrixRMaj missed = uy.copy();
        addEquals(missed, -1, multTransB(operator, x.loadings(), null));
        double errorSquare = trace(yy) - Matrices.square(uy) + Matrices.square(missed);
        return new Projection(
                operator,
                new Outside(outside, true),
                transpose(missed, null),
                x.sigma(),
                motionSquare,
                errorSquare,
                trace(yy),
                noise);
    }

    /** Inner products of each pair's column x (0) or y (1) with each pair's x or y. */
    private DMatrixRMaj products(int left, int right) {
        int n = first.length;
        DMatrixRMaj products = new DMatrixRMaj(n, n);
        for (int p = 0; p < n; p++) {
            int row = (first[p] + left) * gram.numCols + right;
            for (int q = 0; q < n; q++) {
                products.data[p * n + q] = gram.data[row + first[q]];
            }
        }
        return products;
    }
}
