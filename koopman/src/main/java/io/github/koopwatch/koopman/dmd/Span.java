/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.window.RowRing;

/**
 * Rows [from, to) of a ring. Two consecutive rows form a pair only if their first steps are exactly one stride apart, so
 * no pair reaches over a gap, from burst to burst, or from one pooled replica to the next.
 *
 * @param from index of the first row
 * @param to index after the last row
 * @param rowStride publisher's steps between consecutive rows
 */
public record Span(long from, long to, long rowStride) {
    public Span {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("span: expected 0 <= from <= to, got [" + from + ", " + to + ")");
        }
        if (rowStride < 1) {
            throw new IllegalArgumentException("row stride: expected at least 1, got " + rowStride);
        }
    }

    /** Rows in the span; throws IllegalArgumentException unless the ring holds every one. */
    public int rows(RowRing ring) {
        if (to > from && (from < ring.oldest() || to > ring.count())) {
            throw new IllegalArgumentException("span: expected rows within [" + ring.oldest() + ", " + ring.count()
                    + "), got [" + from + ", " + to + ")");
        }
        return Math.toIntExact(to - from);
    }

    /** Whether row i and its predecessor both lie in the span, one stride apart. */
    boolean linked(RowRing ring, long i) {
        return i > from && i < to && ring.firstStep(i) - ring.firstStep(i - 1) == rowStride;
    }
}
