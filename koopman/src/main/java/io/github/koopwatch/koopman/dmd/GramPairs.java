/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.Scale;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Pairs given by the inner products of their columns, so that a fit costs nothing of the columns' length.
 *
 * <p>Affine pairs are given by the Gram matrix of displaced columns, which separate means of X and Y then centre.
 * Uncentred columns are z + x_ref with displacements z far shorter than the anchor x_ref. They are given by the Gram
 * matrix of what is left of z beside the anchor's direction, and by each column's part along it: squares of the weights'
 * length never meet those of the motion.
 *
 * @param gram [column][column], symmetric
 * @param along each column's part in the direction that {@code gram} leaves out; all 0 for affine pairs
 * @param affine whether the separate means of X and Y are subtracted
 * @param first the first column of each pair
 * @param rule how they are fitted
 * @param rounding of the inner products
 */
record GramPairs(double[][] gram, double[] along, boolean affine, int[] first, FitRule rule, double rounding)
        implements Pairs {
    /** Of displaced columns, in units of the longest. */
    static GramPairs affine(DMatrixRMaj gram, int[] first, FitRule rule) {
        double unit = largest(gram);
        double rounding = 2 * RankRule.EPS * CommonOps_DDRM.trace(gram) / unit;
        return new GramPairs(rows(gram, unit), new double[gram.numRows], true, first, rule, rounding);
    }

    /**
     * Of columns that were displaced by an anchor, in units of the longest displacement.
     *
     * @param onAnchor inner product of each displacement and the anchor
     * @param anchorSquare square length of the anchor
     */
    static GramPairs uncentred(DMatrixRMaj gram, double[] onAnchor, double anchorSquare, int[] first, FitRule rule) {
        double unit = largest(gram);
        double motion = CommonOps_DDRM.trace(gram) / unit;
        double rounding = RankRule.EPS * Math.sqrt(motion) * Math.sqrt(motion + gram.numRows * anchorSquare / unit);
        double length = Math.sqrt(anchorSquare / unit);
        double[] part = new double[gram.numRows]; // of each displacement, along the anchor
        double[] along = new double[gram.numRows];
        double[][] beside = rows(gram, unit);
        for (int t = 0; t < part.length; t++) {
            part[t] = length == 0 ? 0 : onAnchor[t] / unit / length;
            along[t] = part[t] + length;
        }
        for (int t = 0; t < part.length; t++) {
            Vectors.add(beside[t], -part[t], part);
        }
        return new GramPairs(beside, along, false, first, rule, rounding);
    }

    @Override
    public int count() {
        return first.length;
    }

    @Override
    public Pairs select(int[] picks) {
        return new GramPairs(gram, along, affine, Matrices.pick(first, picks), rule, rounding);
    }

    @Override
    public Fit fit(int rank) {
        if (!Double.isFinite(rounding)) { // no column differs from the anchor
            return Fit.flat();
        }
        Side x = Side.of(this, 0);
        Side y = Side.of(this, 1);
        DMatrixRMaj xx = x.products();
        double[] weights = rule.weights(x.squares(), rounding);
        if (rule.scale() == Scale.UNIT) {
            x = x.weighed(weights);
            y = y.weighed(weights);
            CommonOps_DDRM.multRows(weights, xx);
            CommonOps_DDRM.multCols(xx, weights);
        }
        double noise = rounding * Matrices.largestSquare(weights);
        Spread spread = Deflation.leading(xx, x.along(), RankRule.most(rank, count()));
        if (spread.largest() <= count() * noise) {
            return Fit.flat();
        }
        int modes = RankRule.modes(spread.sigma(), rule.limit(), rank, count());
        return new GramProjection(x, y, spread.keep(modes)).projection(noise).fit(rule.refine());
    }

    /** A positive semidefinite matrix has its largest entry on the diagonal. */
    private static double largest(DMatrixRMaj gram) {
        return Arrays.stream(Matrices.diagonal(gram)).max().orElse(0);
    }

    private static double[][] rows(DMatrixRMaj gram, double unit) {
        double[][] rows = new double[gram.numRows][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(gram.data, i * gram.numCols, (i + 1) * gram.numCols);
            Vectors.scale(rows[i], 1 / unit);
        }
        return rows;
    }
}
