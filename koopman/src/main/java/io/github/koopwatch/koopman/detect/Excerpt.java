/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What the detector saw before it spoke. The arrays are not to be written to.
 *
 * @param steps [n], ascending, at most {@link #LONGEST}
 * @param channels names, c of them
 * @param values [c][n]; NaN where a channel had none
 * @param scores [c][n] standardised values; for channels of windows the conformal p-values
 */
public record Excerpt(long[] steps, List<String> channels, double[][] values, double[][] scores) {
    /** Most rows: a reference of the fast channels. */
    public static final int LONGEST = 200;

    @Override
    public boolean equals(Object other) {
        return other instanceof Excerpt that
                && Arrays.equals(steps, that.steps)
                && channels.equals(that.channels)
                && Arrays.deepEquals(values, that.values)
                && Arrays.deepEquals(scores, that.scores);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(steps), channels, Arrays.deepHashCode(values));
    }

    @Override
    public String toString() {
        return "Excerpt[" + steps.length + " rows of " + channels + "]";
    }
}
