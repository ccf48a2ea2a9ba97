/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.Scale;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
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
 * @param times how often each pair counts: one drawn again costs a fit nothing
 * @param rule how they are fitted
 * @param rounding of the inner products
 */
record GramPairs(
        double[][] gram, double[] along, boolean affine, int[] first, double[] times, FitRule rule, double rounding)
        implements Pairs {
    /** Of displaced columns, in units of the longest. */
    static GramPairs affine(DMatrixRMaj gram, int[] first, FitRule rule) {
        double unit = largest(gram);
        double rounding = 2 * RankRule.EPS * CommonOps_DDRM.trace(gram) / unit;
        return new GramPairs(rows(gram, unit), new double[gram.numRows], true, first, once(first), rule, rounding);
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
        return new GramPairs(beside, along, false, first, once(first), rule, rounding);
    }

    private static double[] once(int[] first) {
        double[] times = new double[first.length];
        Arrays.fill(times, 1);
        return times;
    }

    @Override
    public int count() {
        return (int) Vectors.sum(times);
    }

    /** Each pair that is drawn, once: with √times as its weight, the squares are those of all draws. */
    @Override
    public Pairs select(int[] picks) {
        double[] drawn = new double[first.length];
        for (int pick : picks) {
            drawn[pick] += times[pick];
        }
        int[] kept = IntStream.range(0, drawn.length).filter(p -> drawn[p] > 0).toArray();
        return new GramPairs(
                gram, along, affine, Matrices.pick(first, kept), Eigenvalues.pick(drawn, kept), rule, rounding);
    }

    @Override
    public Fit fit(int rank) {
        Optional<Reduced> reduced = reduced(rank);
        return reduced.isEmpty()
                ? Fit.flat()
                : reduced.get().projection().projection(reduced.get().noise()).fit(rule.refine());
    }

    @Override
    public Optional<Eigenvalues> eigenvalues(int rank) {
        return rule.refine()
                ? Pairs.super.eigenvalues(rank)
                : reduced(rank)
                        .flatMap(reduced -> Ritz.values(reduced.projection().operator()));
    }

    /** Projected onto the leading singular vectors, with the rounding of its squares. */
    private record Reduced(GramProjection projection, double noise) {}

    /** Empty when no motion stands above rounding. */
    private Optional<Reduced> reduced(int rank) {
        if (!Double.isFinite(rounding)) { // no column differs from the anchor
            return Optional.empty();
        }
        Side x = Side.of(this, 0);
        Side y = Side.of(this, 1);
        DMatrixRMaj xx = x.products();
        double[] weights = rule.weights(x.squares(), rounding);
        double noise = rounding * Matrices.largestSquare(weights);
        if (weigh(weights)) {
            x = x.weighed(weights);
            y = y.weighed(weights);
            CommonOps_DDRM.multRows(weights, xx);
            CommonOps_DDRM.multCols(xx, weights);
        }
        Spread spread = Deflation.leading(xx, x.along(), Math.min(RankRule.most(rank, count()), first.length));
        if (spread.largest() <= count() * noise) {
            return Optional.empty();
        }
        int modes = RankRule.modes(spread.sigma(), rule.limit(), rank, count());
        return Optional.of(new Reduced(new GramProjection(x, y, spread.keep(modes)), noise));
    }

    /** By how often each pair counts; false when all weights are 1. */
    private boolean weigh(double[] weights) {
        boolean weighed = rule.scale() == Scale.UNIT;
        for (int p = 0; p < weights.length; p++) {
            weights[p] *= Math.sqrt(times[p]);
            weighed |= times[p] != 1;
        }
        return weighed;
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
