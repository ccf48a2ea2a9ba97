/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.motion;

/**
 * Anomalous diffusion: the exponent c of mean |x_{t+τ} - x_t|² ∝ τ^c (Kunin et al. 2023, arXiv 2107.09133, who measure it from
 * one origin; here all origins of the window are averaged). 2: ballistic, 1: Brownian, 0: bounded.
 *
 * <p>The slope is the least squares one over the lags 1, 2, 3, 5, 8, 13, …: nearly even on the logarithmic axis, and odd and
 * even alike, so that a motion of period two does not look at rest. They end at a quarter of the window, so that the
 * longest one still is a mean over four displacements without common rows.
 */
public final class Diffusion {
    private static final int SHARE = 4;
    private static final int FEWEST_LAGS = 3;

    private int lags;
    private double x;
    private double y;
    private double xx;
    private double xy;

    private Diffusion() {}

    /** NaN where fewer than three lags have a displacement above rounding in a quarter of the rows. */
    public static double exponent(Displacements rows) {
        Diffusion fit = new Diffusion();
        double floor = rows.floor();
        int next = 2;
        for (int lag = 1; lag <= rows.rows() / SHARE; ) {
            double mean = lag == 1 ? meanUpdate(rows) : mean(rows, lag);
            if (mean > (lag == 1 ? 0 : floor)) {
                fit.add(Math.log(lag), Math.log(mean));
            }
            int after = lag + next;
            lag = next;
            next = after;
        }
        return fit.slope();
    }

    private static double meanUpdate(Displacements rows) {
        double sum = 0;
        int count = 0;
        for (int i = 1; i < rows.rows(); i++) {
            if (rows.links()[i] > 0) {
                sum += rows.updates()[i];
                count++;
            }
        }
        return enough(rows, count) ? sum / count : 0;
    }

    private static double mean(Displacements rows, int lag) {
        double sum = 0;
        int count = 0;
        for (int i = lag; i < rows.rows(); i++) {
            if (rows.links()[i] >= lag) {
                sum += rows.square(i, i - lag);
                count++;
            }
        }
        return enough(rows, count) ? sum / count : 0;
    }

    private static boolean enough(Displacements rows, int count) {
        return count > 0 && count >= rows.rows() / SHARE;
    }

    private void add(double logLag, double logMean) {
        lags++;
        x += logLag;
        y += logMean;
        xx += logLag * logLag;
        xy += logLag * logMean;
    }

    private double slope() {
        return lags < FEWEST_LAGS ? Double.NaN : (lags * xy - x * y) / (lags * xx - x * x);
    }
}
