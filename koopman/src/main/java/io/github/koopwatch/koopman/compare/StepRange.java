/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

/** The steps of a window, both ends included. */
public record StepRange(long first, long last) {
    public StepRange {
        if (last < first) {
            throw new IllegalArgumentException("steps: expected the last at or after " + first + ", got " + last);
        }
    }

    long length() {
        return last - first + 1;
    }

    /**
     * Whether two windows are of the same steps: they begin within a tenth of a window of each other, and neither is longer
     * by more than a quarter. The tenth is the usual hop, so that runs which began a few steps apart are compared; the
     * quarter is what a window may miss before it starts anew, so that runs of unequal strides are not.
     */
    public boolean matches(StepRange other) {
        long longer = Math.max(length(), other.length());
        return 10 * Math.abs(first - other.first) <= longer && 4 * Math.abs(length() - other.length()) <= longer;
    }

    /** By how many steps the two differ. */
    public long offset(StepRange other) {
        return Math.abs(first - other.first) + Math.abs(last - other.last);
    }
}
