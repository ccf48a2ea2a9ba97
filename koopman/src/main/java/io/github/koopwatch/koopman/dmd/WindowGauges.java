/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.motion.Diffusion;
import io.github.koopwatch.koopman.motion.Displacements;
import io.github.koopwatch.koopman.motion.Oscillation;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Gauges of a window that need no fit. NaN stands for what the window does not say.
 *
 * @param effectiveRank exp(entropy of σ²/Σσ²) of the rows minus their mean; 0 when no row differs from the others
 * @param numericalRank σ above rounding; 0 when no row differs
 * @param svhtRank σ above Gavish and Donoho's threshold for white noise, 1 to pairs/3; NaN when no row differs
 * @param updateEnergy mean |x_{t+1} - x_t|² over the last hop rows; NaN when no update ends there
 * @param updateCoherence mean cosine of an update that ends in the last hop rows and the update before it; NaN when there
 *     is none
 * @param radialCosine mean cosine of x_{t+1} - x_t and x_t over the last hop rows; NaN when there is none
 * @param groupEnergies the update energy of each group of coordinates
 * @param displacementRatio net displacement squared over the sum of squared updates ({@link Displacements#ratio})
 * @param diffusionExponent slope of log mean squared displacement over log lag ({@link Diffusion})
 * @param phaseOscillation share of the motion that circulates, in [0, 1] ({@link Oscillation})
 */
public record WindowGauges(
        double effectiveRank,
        double numericalRank,
        double svhtRank,
        double updateEnergy,
        double updateCoherence,
        double radialCosine,
        List<Double> groupEnergies,
        double displacementRatio,
        double diffusionExponent,
        double phaseOscillation) {
    /** Gauges of the rows of a span without groups. */
    public static WindowGauges of(RowRing ring, Span span, int hop) {
        return of(ring, span, hop, List.of());
    }

    /**
     * Gauges of the rows of a span; updates count between rows of the span that are one stride apart.
     *
     * @param groups coordinate ranges [from, to)
     */
    public static WindowGauges of(RowRing ring, Span span, int hop, List<int[]> groups) {
        Columns columns = Columns.of(ring, span, 0);
        DMatrixRMaj gram = columns.gram();
        Displacements rows = displacements(ring, span, gram);
        double exponent = Diffusion.exponent(rows);
        double oscillation = Oscillation.of(rows);
        double ratio = rows.ratio();
        Ranks ranks = columns.count() > 1 && columns.move()
                ? Ranks.of(EffectiveRank.sigma(gram), columns.count(), ring.dimension())
                : Ranks.AT_REST; // the Gram matrix is overwritten here, so last
        long newest = Math.max(span.from(), span.to() - hop);
        return new WindowGauges(
                ranks.effective(),
                ranks.numerical(),
                ranks.noiseFree(),
                mean(newest, span.to(), i -> span.linked(ring, i), ring::updateSquare),
                mean(newest, span.to(), i -> turns(ring, span, i), i -> cosine(ring, i)),
                mean(newest, span.to(), i -> span.linked(ring, i), i -> Updates.radialCosine(ring, i)),
                groups.stream()
                        .map(group ->
                                mean(newest, span.to(), i -> span.linked(ring, i), i -> Updates.square(ring, i, group)))
                        .toList(),
                ratio,
                exponent,
                oscillation);
    }

    private static Displacements displacements(RowRing ring, Span span, DMatrixRMaj gram) {
        int n = gram.numRows;
        double[] updates = new double[n];
        int[] links = new int[n];
        for (int t = 1; t < n; t++) {
            long i = span.from() + t;
            links[t] = span.linked(ring, i) ? links[t - 1] + 1 : 0;
            updates[t] = ring.updateSquare(i);
        }
        return new Displacements(n, gram.data, updates, links);
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

    /** Of the values that are numbers; NaN when there is none. */
    private static double mean(long from, long to, LongPredicate valid, LongToDoubleFunction value) {
        return LongStream.range(from, to)
                .filter(valid)
                .mapToDouble(value)
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElse(Double.NaN);
    }
}
