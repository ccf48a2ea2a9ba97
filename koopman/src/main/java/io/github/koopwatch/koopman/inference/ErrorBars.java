/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.dmd.Assignment;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How far sampling noise moves the spectrum of one window, by a block bootstrap of its pairs.
 *
 * @param standardErrors of each eigenvalue: √ of the mean |λ* - mean λ*|² (ddof 1) over the resampled eigenvalues that
 *     the optimal assignment gives to it (Efron 1979); NaN for one that fewer than two resamples have; not to be written to
 * @param nullW1Mean mean W1 between two resampled spectra; NaN when fewer than two can be had
 * @param resamples spectra that were resampled
 */
public record ErrorBars(double[] standardErrors, double nullW1Mean, int resamples) {
    /**
     * From {@code count} resamples of the span's pairs, each one fit; empty for a degenerate window. The same seed gives
     * the same bars.
     */
    public static Optional<ErrorBars> of(RowRing ring, Span span, AnalysisSettings settings, int count, long seed) {
        if (!(Dmd.fit(ring, span, settings) instanceof Spectrum fitted)) {
            return Optional.empty();
        }
        List<Eigenvalues> resamples = BlockBootstrap.resample(ring, span, settings, count, seed);
        return Optional.of(new ErrorBars(
                standardErrors(fitted.eigenvalues(), resamples), BlockBootstrap.meanW1(resamples), resamples.size()));
    }

    private static double[] standardErrors(Eigenvalues fitted, List<Eigenvalues> resamples) {
        int[][] partners =
                resamples.stream().map(drawn -> partners(fitted, drawn)).toArray(int[][]::new);
        return IntStream.range(0, fitted.size())
                .mapToDouble(i -> {
                    int[] having = IntStream.range(0, partners.length)
                            .filter(r -> partners[r][i] >= 0)
                            .toArray();
                    return Math.sqrt(variance(having, r -> resamples.get(r).re()[partners[r][i]])
                            + variance(having, r -> resamples.get(r).im()[partners[r][i]]));
                })
                .toArray();
    }

    private static double variance(int[] draws, IntToDoubleFunction part) {
        double mean = Arrays.stream(draws).mapToDouble(part).average().orElse(Double.NaN);
        double square = Arrays.stream(draws)
                .mapToDouble(r -> (part.applyAsDouble(r) - mean) * (part.applyAsDouble(r) - mean))
                .sum();
        return draws.length < 2 ? Double.NaN : square / (draws.length - 1);
    }

    /** The resampled eigenvalue of each fitted one; -1 where the resample has fewer and none is left. */
    private static int[] partners(Eigenvalues fitted, Eigenvalues drawn) {
        boolean enough = drawn.size() >= fitted.size();
        Eigenvalues rows = enough ? fitted : drawn;
        Eigenvalues columns = enough ? drawn : fitted;
        double[][] cost = new double[rows.size()][columns.size()];
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns.size(); j++) {
                cost[i][j] = rows.distance(i, columns, j);
            }
        }
        int[] columnOf = Assignment.solve(cost);
        if (enough) {
            return columnOf;
        }
        int[] partners = new int[fitted.size()];
        Arrays.fill(partners, -1);
        for (int i = 0; i < columnOf.length; i++) {
            partners[columnOf[i]] = i;
        }
        return partners;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ErrorBars that
                && Arrays.equals(standardErrors, that.standardErrors)
                && Double.compare(nullW1Mean, that.nullW1Mean) == 0
                && resamples == that.resamples;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(standardErrors) + Double.hashCode(nullW1Mean);
    }

    @Override
    public String toString() {
        return "ErrorBars[standardErrors=" + Arrays.toString(standardErrors) + ", nullW1Mean=" + nullW1Mean
                + ", resamples=" + resamples + "]";
    }
}
