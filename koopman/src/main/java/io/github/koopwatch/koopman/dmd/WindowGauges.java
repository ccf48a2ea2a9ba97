/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.window.RowRing;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;

/**
 * Gauges of a window that need no fit.
 *
 * @param effectiveRank exp(entropy of σ²/Σσ²) of the rows minus their mean; 0 when no row differs from the others
 * @param updateEnergy mean |x_{t+1} - x_t|² over the last hop rows; NaN when no update ends there
 * @param updateCoherence mean cosine of an update that ends in the last hop rows and the update before it; NaN when there
 *     is none
 */
public record WindowGauges(double effectiveRank, double updateEnergy, double updateCoherence) {
    /** Gauges of the rows of a span; updates count between rows of the span that are one stride apart. */
    public static WindowGauges of(RowRing ring, Span span, int hop) {
        long newest = Math.max(span.from(), span.to() - hop);
        return new WindowGauges(
                EffectiveRank.of(Columns.of(ring, span, 0)),
                mean(newest, span.to(), i -> span.linked(ring, i), ring::updateSquare),
                mean(newest, span.to(), i -> turns(ring, span, i), i -> cosine(ring, i)));
    }

    private static boolean turns(RowRing ring, Span span, long i) {
        return span.linked(ring, i)
                && span.linked(ring, i - 1)
                && ring.updateSquare(i) > 0
                && ring.updateSquare(i - 1) > 0;
    }

    private static double cosine(RowRing ring, long i) {
        double lengths = Math.sqrt(ring.updateSquare(i)) * Math.sqrt(ring.updateSquare(i - 1));
        return Math.max(-1, Math.min(1, ring.updateProduct(i) / lengths));
    }

    private static double mean(long from, long to, LongPredicate valid, LongToDoubleFunction value) {
        return LongStream.range(from, to)
                .filter(valid)
                .mapToDouble(value)
                .average()
                .orElse(Double.NaN);
    }
}
