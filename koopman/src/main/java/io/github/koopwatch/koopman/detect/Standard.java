/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/** Standardises a value against its own detrended past, robustly and with the past's autocorrelation counted. */
final class Standard {
    /** Values in the reference. */
    static final int REFERENCE = 200;
    /** Values between the reference and the value judged, so that a change does not teach its own reference. */
    static final int GAP = 10;

    private static final double AHEAD = GAP + (REFERENCE + 1) / 2.0;
    private static final double GAUSSIAN = 1.4826;
    private static final double LEAST_SPREAD = 0.001;
    private static final double OUTLIER = 3;
    private static final double LARGEST_CORRELATION = 0.98;

    private Standard() {}

    /** Distance of the value from the past's extrapolated line, in units of the spread around that line. */
    static double score(double[] past, double value) {
        double[] rest = past.clone();
        Line first = Line.through(rest);
        first.leave(rest);
        double spread = spread(rest);
        clip(rest, OUTLIER * spread);
        Line second = Line.through(rest);
        second.leave(rest);
        double a = correlation(rest);
        double expected = first.at(AHEAD) + second.at(AHEAD);
        return (value - expected) / spread * Math.sqrt((1 - a) / (1 + a));
    }

    /** Where the past's line leads, so many values behind its end. */
    static double expected(double[] past, double behind) {
        double[] rest = past.clone();
        Line first = Line.through(rest);
        first.leave(rest);
        clip(rest, OUTLIER * spread(rest));
        Line second = Line.through(rest);
        double tau = (past.length - 1) / 2.0 + behind;
        return first.at(tau) + second.at(tau);
    }

    private static double spread(double[] rest) {
        return GAUSSIAN * Median.deviation(rest) + LEAST_SPREAD;
    }

    static double clip(double value, double bound) {
        return Math.max(-bound, Math.min(bound, value));
    }

    private static void clip(double[] values, double bound) {
        for (int i = 0; i < values.length; i++) {
            values[i] = clip(values[i], bound);
        }
    }

    /** Of neighbours; 0 for values that are all zero. */
    private static double correlation(double[] w) {
        double squares = w[0] * w[0];
        double products = 0;
        for (int i = 1; i < w.length; i++) {
            squares += w[i] * w[i];
            products += w[i] * w[i - 1];
        }
        return squares > 0 ? Math.max(0, Math.min(LARGEST_CORRELATION, products / squares)) : 0;
    }
}
