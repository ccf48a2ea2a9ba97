/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.window.RowRing;

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

    static Pairs pairs(Columns columns, AnalysisSettings settings) {
        boolean affine = settings.centre() == Centre.AFFINE;
        double limit = RankRule.limit(settings, columns);
        return new FactorPairs(Factoring.ofRows(columns, affine), columns.pairs(), affine, limit, 0);
    }
}
