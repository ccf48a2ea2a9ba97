/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Degenerate;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.DmdResult;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.dmd.SvdDmd;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The engine alone on a random walk from seed 0: every row is appended and the window behind it fitted (hop 1), on one
 * thread. After one window, or more rows, and a second of warm-up 400 rows are measured.
 *
 * @param appendNs median nanoseconds of an append
 * @param spectrumNs median nanoseconds of a fit
 * @param w1ErrorMax largest W1 to the spectrum by the full singular value decomposition, in eight windows
 * @param appendMeanNs mean nanoseconds of an append, those that move the anchor included
 * @param vectorUnit whether the JVM lends the vector unit
 */
public record EngineBench(
        double appendNs, double spectrumNs, double w1ErrorMax, double appendMeanNs, boolean vectorUnit) {
    private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MEASURED = 400;
    private static final int CHECKS = 8;

    /** Runs it; {@code settings} give window, delays, rank and centre. */
    public static EngineBench run(int dimension, AnalysisSettings settings) {
        return run(dimension, settings, settings.window());
    }

    /** Runs it on a ring that has seen {@code rows} before the warm-up. */
    public static EngineBench run(int dimension, AnalysisSettings settings, int rows) {
        Loop loop = new Loop(dimension, settings);
        for (int t = 0; t < rows; t++) {
            loop.append();
        }
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WARM_UP_NS) {
            loop.append();
            loop.fit();
        }
        double[] append = new double[MEASURED];
        double[] fit = new double[MEASURED];
        double error = 0;
        for (int i = 0; i < MEASURED; i++) {
            append[i] = loop.append();
            fit[i] = loop.fit();
            error = i % (MEASURED / CHECKS) == 0 ? Math.max(error, loop.error()) : error;
        }
        double mean = Arrays.stream(append).average().orElseThrow();
        return new EngineBench(Median.of(append), Median.of(fit), error, mean, RowRing.onVectorUnit());
    }

    /** A ring, the walk that fills it, and the newest fit, kept so that no fit is optimised away. */
    private static final class Loop {
        private final AnalysisSettings settings;
        private final RandomWalk walk;
        private final RowRing ring;
        private DmdResult newest;

        Loop(int dimension, AnalysisSettings settings) {
            this.settings = settings;
            this.walk = new RandomWalk(dimension, 0);
            this.ring = new RowRing(dimension, settings.window());
            this.newest = new Degenerate("nothing fitted yet");
        }

        long append() {
            float[] row = walk.next();
            long begin = System.nanoTime();
            ring.append(ring.count(), ring.count(), row);
            return System.nanoTime() - begin;
        }

        long fit() {
            Span span = span();
            long begin = System.nanoTime();
            newest = Dmd.fit(ring, span, settings);
            return System.nanoTime() - begin;
        }

        /** W1 of the newest fit to the reference; infinite when only one of them is a spectrum. */
        double error() {
            DmdResult reference = SvdDmd.fit(ring, span(), settings);
            if (newest instanceof Spectrum s && reference instanceof Spectrum r) {
                return Wasserstein.w1(s.eigenvalues(), r.eigenvalues());
            }
            return newest.equals(reference) ? 0 : Double.POSITIVE_INFINITY;
        }

        private Span span() {
            return new Span(ring.oldest(), ring.count(), 1);
        }
    }
}
