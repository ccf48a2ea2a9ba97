/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

/**
 * In how many directions the rows minus their mean move, by their singular values. Doubles, because a pool has means of them.
 *
 * @param effective as {@link EffectiveRank}; 0 when no row differs from the others
 * @param numerical singular values above rounding: the largest times 1e-7, or √(rows · eps) where that is more
 * @param noiseFree of those, the ones above the optimal hard threshold for a low-rank matrix in white noise of unknown
 *     size, ω(β) times the median (Gavish and Donoho 2014), but 1 to pairs/3; NaN when no row differs
 */
record Ranks(double effective, double numerical, double noiseFree) {
    private static final double LIMIT = 1e-7;

    static final Ranks AT_REST = new Ranks(0, 0, Double.NaN);

    /**
     * @param sigma descending, one per row
     * @param rows of the window
     * @param coordinates of a row
     */
    static Ranks of(double[] sigma, int rows, long coordinates) {
        if (!(sigma[0] > 0)) {
            return AT_REST;
        }
        int numerical = above(sigma, Math.max(LIMIT, Math.sqrt(rows * RankRule.EPS)) * sigma[0]);
        int values = (int) Math.min(rows - 1, coordinates); // centring takes one from the rows
        double beta = (double) values / Math.max(rows - 1, coordinates);
        int clear = above(sigma, threshold(beta) * median(sigma, values));
        int most = Math.max(1, (rows - 1) / RankRule.PAIRS_PER_MODE);
        return new Ranks(EffectiveRank.of(sigma), numerical, Math.max(1, Math.min(Math.min(clear, numerical), most)));
    }

    /** The authors' cubic for ω(β), right to 0.02. */
    private static double threshold(double beta) {
        return ((0.56 * beta - 0.95) * beta + 1.82) * beta + 1.43;
    }

    private static double median(double[] descending, int values) {
        return (descending[(values - 1) / 2] + descending[values / 2]) / 2;
    }

    private static int above(double[] descending, double limit) {
        int above = 0;
        while (above < descending.length && descending[above] > limit) {
            above++;
        }
        return above;
    }
}
