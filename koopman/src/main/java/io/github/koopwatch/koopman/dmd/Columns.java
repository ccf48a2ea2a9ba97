/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The columns of a span: column t stacks the rows t, t + 1, … t + delays, counted from the span's first. A pair is a
 * column and the next one; it exists where all its rows are one stride apart.
 */
record Columns(RowRing ring, Span span, int rows, int delays) {
    static Columns of(RowRing ring, Span span, int delays) {
        return new Columns(ring, span, span.rows(ring), delays);
    }

    /** Columns, those across a gap included. */
    int count() {
        return Math.max(0, rows - delays);
    }

    /** Share of the largest singular value below which the rank rule drops the others. */
    double limit(AnalysisSettings settings) {
        return RankRule.limit(settings, Math.max(coordinates(), count()));
    }

    /** Length of a column. */
    long coordinates() {
        return (delays + 1L) * ring.dimension();
    }

    /** Row t of the span, not to be written to. */
    float[] row(int t) {
        return ring.row(span.from() + t);
    }

    /** The first column of each pair, ascending. */
    int[] pairs() {
        int[] run = new int[rows]; // links in a row that end here
        for (int t = 1; t < rows; t++) {
            run[t] = span.linked(ring, span.from() + t) ? run[t - 1] + 1 : 0;
        }
        return IntStream.range(0, Math.max(0, rows - delays - 1))
                .filter(t -> run[t + delays + 1] > delays)
                .toArray();
    }

    /** Whether any row differs from the one before. */
    boolean move() {
        return IntStream.range(1, rows).anyMatch(t -> ring.updateSquare(span.from() + t) > 0);
    }

    /** Inner products of the displaced columns: sums along the diagonals of the rows' Gram matrix. */
    DMatrixRMaj gram() {
        DMatrixRMaj one = DMatrixRMaj.wrap(rows, rows, ring.gram(span.from(), rows));
        return diagonalSums(one, delays);
    }

    /** Inner products of columns of delays + 1 rows each, by those of the rows. */
    static DMatrixRMaj diagonalSums(DMatrixRMaj one, int delays) {
        if (delays == 0) {
            return one;
        }
        int rows = one.numCols;
        int n = Math.max(0, rows - delays);
        DMatrixRMaj sums = new DMatrixRMaj(n, n);
        for (int k = 0; k <= delays; k++) {
            for (int i = 0; i < n; i++) {
                int row = (i + k) * rows + k;
                for (int j = 0; j < n; j++) {
                    sums.data[i * n + j] += one.data[row + j];
                }
            }
        }
        return sums;
    }

    /** Inner products of the displaced columns with the stacked anchor. */
    double[] onAnchor() {
        return IntStream.range(0, count())
                .mapToDouble(t -> IntStream.rangeClosed(t, t + delays)
                        .mapToDouble(k -> ring.onAnchor(span.from() + k))
                        .sum())
                .toArray();
    }

    /** Square length of the stacked anchor. */
    double anchorSquare() {
        return (delays + 1) * ring.anchorSquare();
    }
}
