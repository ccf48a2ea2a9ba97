/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.window.RowRing;
import org.ejml.data.DMatrixRMaj;

/** Dynamic mode decomposition by the singular value decomposition of the rows: the reference for {@link Dmd}. */
public final class SvdDmd {
    private SvdDmd() {}

    /** As {@link Dmd#fit}, from the rows themselves. */
    public static DmdResult fit(RowRing ring, Span span, AnalysisSettings settings) {
        Columns columns = Columns.of(ring, span, settings.delays());
        return Dmd.unfit(columns)
                .<DmdResult>map(reason -> reason)
                .orElseGet(() -> pairs(columns, settings).fit(settings.rank()).result());
    }

    /**
     * The spectrum of pooled trajectories in double precision, no pair across two of them. Of the settings it takes
     * delays, rank, centre, scale and refine.
     *
     * @param replicas [replica][time][coordinate], finite; of any lengths, all of one dimension
     */
    public static DmdResult fit(double[][][] replicas, AnalysisSettings settings) {
        Pool pool = Pool.of(replicas, settings.delays());
        if (pool.first().length < Dmd.FEWEST_PAIRS) {
            return Dmd.tooFewPairs();
        }
        boolean affine = settings.centre() == Centre.AFFINE;
        int height = (settings.delays() + 1) * pool.rows().numRows;
        FitRule rule = FitRule.of(RankRule.limit(settings, Math.max(height, pool.rows().numCols)), settings);
        DMatrixRMaj factor = Factoring.delayed(pool.rows(), settings.delays());
        return new FactorPairs(factor, pool.first(), affine, rule)
                .fit(settings.rank())
                .result();
    }

    static Pairs pairs(Columns columns, AnalysisSettings settings) {
        boolean affine = settings.centre() == Centre.AFFINE;
        FitRule rule = FitRule.of(columns.limit(settings), settings);
        return new FactorPairs(Factoring.ofRows(columns, affine), columns.pairs(), affine, rule);
    }
}
