/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman;

import io.github.koopwatch.koopman.dmd.DmdResult;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Random;

/** Trajectories and shorthands for tests. */
public final class Samples {
    private Samples() {}

    public static AnalysisSettings settings(int window, int delays, int rank, Centre centre) {
        return settings(window, 10, delays, rank, centre, 1);
    }

    public static AnalysisSettings settings(int window, int hop, int delays, int rank, Centre centre, int blockMean) {
        return new AnalysisSettings(AnalysisSettings.CUSTOM, window, hop, delays, rank, centre, blockMean);
    }

    /** Weights of length about {@code weights} · √d that take random steps of size {@code step} · √d. */
    public static float[][] walk(long seed, int rows, int d, double weights, double step) {
        Random random = new Random(seed);
        double[] x = new double[d];
        for (int k = 0; k < d; k++) {
            x[k] = weights * random.nextGaussian();
        }
        float[][] walk = new float[rows][d];
        for (float[] row : walk) {
            for (int k = 0; k < d; k++) {
                x[k] += step * random.nextGaussian();
                row[k] = (float) x[k];
            }
        }
        return walk;
    }

    /** Gradient descent with noise on a quadratic whose curvatures spread over three decades. */
    public static float[][] descent(long seed, int rows, int d, double noise) {
        Random random = new Random(seed);
        double[] x = new double[d];
        for (int k = 0; k < d; k++) {
            x[k] = random.nextGaussian();
        }
        float[][] descent = new float[rows][d];
        for (float[] row : descent) {
            for (int k = 0; k < d; k++) {
                row[k] = (float) x[k];
                x[k] += noise * random.nextGaussian() - 0.5 * Math.pow(10, -3.0 * k / d) * x[k];
            }
        }
        return descent;
    }

    /** A ring with these rows at steps 0, 1, 2, … */
    public static RowRing ring(int capacity, float[]... rows) {
        RowRing ring = new RowRing(rows[0].length, capacity);
        for (float[] row : rows) {
            append(ring, ring.count(), row);
        }
        return ring;
    }

    public static void append(RowRing ring, long step, float[] row) {
        ring.append(step, step, row);
    }

    /** All rows that the ring holds. */
    public static Span all(RowRing ring) {
        return new Span(ring.oldest(), ring.count(), 1);
    }

    public static Spectrum spectrum(DmdResult result) {
        if (result instanceof Spectrum spectrum) {
            return spectrum;
        }
        throw new AssertionError("expected a spectrum, got " + result);
    }
}
