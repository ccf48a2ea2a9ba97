/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * Dynamic mode decomposition of a span of rows.
 *
 * <p>The fit works on the ring's Gram matrix, at no cost of the rows' length, as long as its rounding does not show; else,
 * and when all modes are asked for, on a QR of the rows themselves. Which of the two is used depends on the rows alone.
 */
public final class Dmd {
    static final int FEWEST_PAIRS = 3;

    private Dmd() {}

    /** The spectrum of the span, or the reason why it has none. Never throws on rows that a ring accepts. */
    public static DmdResult fit(RowRing ring, Span span, AnalysisSettings settings) {
        Columns columns = Columns.of(ring, span, settings.delays());
        return unfit(columns)
                .<DmdResult>map(reason -> reason)
                .orElseGet(() -> trusted(columns, settings).result());
    }

    /** The pairs that {@link #fit} works on, to be resampled; empty when the span is degenerate. */
    public static Optional<Pairs> pairs(RowRing ring, Span span, AnalysisSettings settings) {
        Columns columns = Columns.of(ring, span, settings.delays());
        if (unfit(columns).isPresent()) {
            return Optional.empty();
        }
        Trusted trusted = trusted(columns, settings);
        return trusted.result() instanceof Spectrum ? Optional.of(trusted.pairs()) : Optional.empty();
    }

    private record Trusted(Pairs pairs, DmdResult result) {}

    private static Trusted trusted(Columns columns, AnalysisSettings settings) {
        if (settings.rank() != AnalysisSettings.ALL) {
            Pairs pairs = ofGram(columns, settings);
            Pairs.Fit fit = pairs.fit(settings.rank());
            if (fit.trusted()) {
                return new Trusted(pairs, fit.result());
            }
        }
        Pairs pairs = SvdDmd.pairs(columns, settings);
        return new Trusted(pairs, pairs.fit(settings.rank()).result());
    }

    private static Pairs ofGram(Columns columns, AnalysisSettings settings) {
        DMatrixRMaj gram = columns.gram();
        FitRule rule = FitRule.of(columns.limit(settings), settings);
        if (settings.centre() == Centre.AFFINE) {
            return GramPairs.affine(gram, columns.pairs(), rule);
        }
        return GramPairs.uncentred(gram, columns.onAnchor(), columns.anchorSquare(), columns.pairs(), rule);
    }

    static Optional<Degenerate> unfit(Columns columns) {
        if (columns.pairs().length < FEWEST_PAIRS) {
            return Optional.of(tooFewPairs());
        }
        return columns.move() ? Optional.empty() : Optional.of(new Degenerate("the rows do not move"));
    }

    static Degenerate tooFewPairs() {
        return new Degenerate("fewer than " + FEWEST_PAIRS + " pairs of rows one stride apart");
    }
}
