/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import java.util.Arrays;

/** The middle of measured values: what one hiccup of the machine does not move. */
public final class Median {
    private Median() {}

    /** The mean of the two middle ones where their number is even; {@code values} stay as they are, at least one. */
    public static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
