/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.evidence;

import java.util.Arrays;
import java.util.Locale;

/** Where values lie in a picture. */
record Axis(double least, double greatest, double from, double to) {
    /** From the least to the greatest finite value, each at its end. */
    static Axis of(double[] values, double from, double to) {
        double least = Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
        double greatest = Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
        return new Axis(least, greatest, from, to);
    }

    /** NaN for what is not finite. */
    double at(double value) {
        double share = greatest > least ? (value - least) / (greatest - least) : 0.5;
        return Double.isFinite(value) ? from + share * (to - from) : Double.NaN;
    }

    boolean holds(double value) {
        return value >= least && value <= greatest;
    }

    String span() {
        return shown(least) + " to " + shown(greatest);
    }

    static String shown(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "not finite";
    }
}
