/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;

/**
 * How many modes are kept: min(rank asked for, number of σ above limit · σ₁, pairs/3), at least 1; when all are asked
 * for, every σ above the limit.
 *
 * <p>The limit is 1e-7 for centred columns: motion below that is the rounding of float32 rows and of their Gram matrix.
 * Uncentred, σ₁ is the weights' length and real motion lies below 1e-7 of it; there, and when all modes are asked for,
 * the limit is n · eps with n the larger side of the
 * matrix of columns, as recommended for DMD-RRR (Drmač, Mezić and Mohr 2018).
 */
final class RankRule {
    /** Double's unit in the last place of 1. */
    static final double EPS = Math.ulp(1.0);

    private static final double MOTION_LIMIT = 1e-7;
    static final int PAIRS_PER_MODE = 3;

    private RankRule() {}

    static double limit(AnalysisSettings settings, long height) {
        boolean motion = settings.centre() == Centre.AFFINE && settings.rank() != AnalysisSettings.ALL;
        return motion ? MOTION_LIMIT : height * EPS;
    }

    /** Modes kept of singular values in descending order, the first positive. */
    static int modes(double[] sigma, double limit, int rank, int pairs) {
        int above = 1;
        while (above < sigma.length && sigma[above] > limit * sigma[0]) {
            above++;
        }
        return Math.min(above, most(rank, pairs));
    }

    /** Modes that are never exceeded, whatever the singular values. */
    static int most(int rank, int pairs) {
        return rank == AnalysisSettings.ALL ? rank : Math.max(1, Math.min(rank, pairs / PAIRS_PER_MODE));
    }
}
