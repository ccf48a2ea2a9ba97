/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.ejml.dense.row.CommonOps_DDRM.addEquals;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.scale;

import io.github.koopwatch.koopman.Scale;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Pairs given by short columns with the inner products of the true ones, as in LAPACK's xGEDMDQ: eigenvalues, residuals
 * and errors are the same, because they do not depend on an orthogonal basis.
 *
 * <p>X = U S Vᵀ, Ã = Uᵀ Y V S⁻¹ (Schmid 2010), E = Y V S⁻¹ - U Ã.
 *
 * @param factor [height][columns]
 * @param first the first column of each pair
 * @param affine whether the separate means of X and Y are subtracted
 * @param rule how they are fitted
 */
record FactorPairs(DMatrixRMaj factor, int[] first, boolean affine, FitRule rule) implements Pairs {
    @Override
    public int count() {
        return first.length;
    }

    @Override
    public Pairs select(int[] picks) {
        return new FactorPairs(factor, Matrices.pick(first, picks), affine, rule);
    }

    @Override
    public Fit fit(int rank) {
        DMatrixRMaj x = columns(0);
        DMatrixRMaj y = columns(1);
        double unit = CommonOps_DDRM.elementMaxAbs(x); // 0 leaves no entry finite
        scale(1 / unit, x);
        scale(1 / unit, y);
        double floor = Math.max(x.numRows, x.numCols) * RankRule.EPS * Math.sqrt(Matrices.square(x));
        centre(x, y);
        return Matrices.finite(x, y) ? fit(x, y, floor, rank) : Fit.flat();
    }

    private Fit fit(DMatrixRMaj x, DMatrixRMaj y, double floor, int rank) {
        double[] weights = rule.weights(Matrices.columnSquares(x), floor * floor);
        weigh(weights, x, y);
        Spread[] svd = Spread.ofFactor(x);
        if (svd[0].sigma()[0] <= floor) {
            return Fit.flat();
        }
        int modes = RankRule.modes(svd[0].sigma(), rule.limit(), rank, count());
        DMatrixRMaj u = svd[1].keep(modes).vectors();
        return project(svd[0].keep(modes), u, y, Matrices.square(x)).fit(rule.refine());
    }

    private void weigh(double[] weights, DMatrixRMaj x, DMatrixRMaj y) {
        if (rule.scale() == Scale.UNIT) {
            CommonOps_DDRM.multCols(x, weights);
            CommonOps_DDRM.multCols(y, weights);
        }
    }

    private void centre(DMatrixRMaj x, DMatrixRMaj y) {
        if (affine) {
            Matrices.centreColumns(x);
            Matrices.centreColumns(y);
        }
    }

    private static Projection project(Spread right, DMatrixRMaj u, DMatrixRMaj y, double motionSquare) {
        DMatrixRMaj image = mult(y, right.whitener(), null);
        DMatrixRMaj operator = multTransA(u, image, null);
        addEquals(image, -1, mult(u, operator, null));
        DMatrixRMaj missed = y.copy();
        addEquals(missed, -1, mult(u, multTransB(operator, right.loadings(), null), null));
        return new Projection(
                operator,
                new Outside(image, false),
                multTransA(missed, u, null),
                right.sigma(),
                motionSquare,
                Matrices.square(missed),
                Matrices.square(y),
                0);
    }

    /** Each pair's column x (0) or y (1). */
    private DMatrixRMaj columns(int which) {
        int[] picks = first.clone();
        for (int p = 0; p < picks.length; p++) {
            picks[p] += which;
        }
        return Matrices.pickColumns(factor, picks);
    }
}
