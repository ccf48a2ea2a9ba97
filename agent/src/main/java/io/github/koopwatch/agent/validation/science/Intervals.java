/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.koopman.compare.StudentT;
import java.util.Arrays;

/** 95 % intervals of a mean and of a share. */
final class Intervals {
    private static final double QUANTILE = 0.975;
    private static final double NORMAL = 1.959964;

    private Intervals() {}

    /** Of the mean of independent values, by Student's t; none of fewer than two. */
    static Figure mean(String name, double[] values) {
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        int n = values.length;
        if (n < 2) {
            return Figure.of(name, mean);
        }
        double square = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (n - 1);
        double half = StudentT.quantile(QUANTILE, n - 1) * Math.sqrt(square / n);
        return new Figure(name, mean, mean - half, mean + half);
    }

    /** Of a share of independent trials (Wilson 1927). */
    static Figure share(String name, int hits, int of) {
        double p = (double) hits / of;
        double z2 = NORMAL * NORMAL / of;
        double middle = (p + z2 / 2) / (1 + z2);
        double half = NORMAL / (1 + z2) * Math.sqrt(p * (1 - p) / of + z2 / (4 * of));
        return new Figure(name, p, Math.max(0, middle - half), Math.min(1, middle + half));
    }
}
