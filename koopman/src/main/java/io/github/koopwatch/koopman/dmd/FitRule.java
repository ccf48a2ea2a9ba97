/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Scale;

/**
 * How pairs are fitted, their rank apart.
 *
 * @param limit as in {@link RankRule}
 * @param scale how the pairs are weighed
 * @param refine whether Ritz pairs are refined
 */
record FitRule(double limit, Scale scale, boolean refine) {
    static FitRule of(double limit, AnalysisSettings settings) {
        return new FitRule(limit, settings.scale(), settings.refine());
    }

    /** The weight of each pair by the square length of its x; 0 where that length is rounding alone. */
    double[] weights(double[] squares, double rounding) {
        double[] weights = new double[squares.length];
        for (int p = 0; p < weights.length; p++) {
            boolean counts = scale == Scale.NONE || squares[p] > rounding;
            weights[p] = counts ? (scale == Scale.NONE ? 1 : 1 / Math.sqrt(squares[p])) : 0;
        }
        return weights;
    }
}
