/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One window of a comparison.
 *
 * @param a spectra of the one side, a replica each, or one of all
 * @param b of the other
 * @param w1 mean distance between the sides
 * @param nullMean mean distance where there is no difference: within the sides, of mixed sides, or of resampled windows;
 *     NaN where it was not estimated
 * @param nullHigh what 95 % of those distances do not exceed; NaN likewise
 */
record ComparedWindow(
        WindowSteps steps, List<Eigenvalues> a, List<Eigenvalues> b, double w1, double nullMean, double nullHigh) {
    private static final double HIGH = 0.95;

    /** With the distances under the null; none when there are no finite ones. */
    static ComparedWindow of(WindowSteps steps, List<Eigenvalues> a, List<Eigenvalues> b, double w1, double[] nulls) {
        double[] sorted = Arrays.stream(nulls).filter(Double::isFinite).sorted().toArray();
        double mean = DoubleStream.of(sorted).average().orElse(Double.NaN);
        double high = sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(HIGH * sorted.length) - 1];
        return new ComparedWindow(steps, a, b, w1, mean, high);
    }
}
