/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

/**
 * Whether alarms of many runs at the same steps are a coincidence of false alarms. Were the runs unrelated, the number of
 * those with a false alarm within some steps would be binomial.
 */
public final class Coincidence {
    /** Alarms this far apart count as at the same steps. */
    public static final int WITHIN = 50;

    /**
     * False alarms per step of one run that are reckoned with: none was seen in 53,000 steps of unseen runs, of which the
     * rule of three makes at most 5.7e-5 (95 %); this is nearly twice that.
     */
    static final double RATE = 1e-4;

    /** A coincidence this unlikely is none. */
    static final double LEVEL = 1e-4;

    private static final int FEWEST = 3;

    private Coincidence() {}

    /** P(X ≥ alarming) of the binomial distribution of {@code runs} runs. */
    public static double pValue(int alarming, int runs) {
        double q = Math.min(1, RATE * (2 * WITHIN + 1));
        double term = Math.pow(1 - q, runs);
        double below = 0;
        for (int k = 0; k < alarming; k++) {
            below += term;
            term *= (runs - k) / (k + 1.0) * q / (1 - q);
        }
        return Math.max(0, tail(alarming, runs, q, below));
    }

    /** The sum from above where 1 less the sum from below would be rounding. */
    private static double tail(int alarming, int runs, double q, double below) {
        if (below < 0.9) {
            return 1 - below;
        }
        double sum = 0;
        for (int k = alarming; k <= runs; k++) {
            double log = 0;
            for (int i = 1; i <= k; i++) {
                log += Math.log((double) (runs - k + i) / i);
            }
            sum += Math.exp(log + k * Math.log(q) + (runs - k) * Math.log1p(-q));
        }
        return sum;
    }

    /** Whether so many of the runs alarm together: three at least, and too many for chance. */
    public static boolean isNone(int alarming, int runs) {
        return alarming >= FEWEST && pValue(alarming, runs) <= LEVEL;
    }
}
