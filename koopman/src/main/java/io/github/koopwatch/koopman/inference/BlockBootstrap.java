/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Pairs;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Sampling noise of the spectrum of one window: its pairs are drawn again in blocks of neighbours, ⌈√pairs⌉ long, that
 * start anywhere (moving blocks, Künsch 1989). A pair keeps its x and its y together, so only the noise is resampled, not
 * the dynamics. Drawing indexes the window's Gram matrix and costs nothing of the rows' length.
 */
public final class BlockBootstrap {
    private BlockBootstrap() {}

    /** Spectra of {@code count} windows whose pairs are resampled in blocks; degenerate ones are left out. */
    public static List<Eigenvalues> resample(RowRing ring, Span span, AnalysisSettings s, int count, long seed) {
        Optional<Pairs> pairs = Dmd.pairs(ring, span, s);
        Random random = new Random(seed);
        List<Eigenvalues> spectra = new ArrayList<>();
        for (int draw = 0; draw < count && pairs.isPresent(); draw++) {
            Pairs drawn = pairs.get().select(blocks(pairs.get().count(), random));
            drawn.eigenvalues(s.rank()).ifPresent(spectra::add);
        }
        return spectra;
    }

    /** Mean W1 over all pairs of resampled spectra; NaN when fewer than two can be had. */
    public static double nullW1Mean(RowRing ring, Span span, AnalysisSettings s, int count, long seed) {
        return meanW1(resample(ring, span, s, count, seed));
    }

    /** Mean W1 over all pairs; NaN for fewer than two spectra. */
    static double meanW1(List<Eigenvalues> spectra) {
        double sum = 0;
        for (int i = 0; i < spectra.size(); i++) {
            for (int j = 0; j < i; j++) {
                sum += Wasserstein.w1(spectra.get(i), spectra.get(j));
            }
        }
        return sum / (spectra.size() * (spectra.size() - 1) / 2.0);
    }

    private static int[] blocks(int pairs, Random random) {
        int length = (int) Math.ceil(Math.sqrt(pairs));
        int[] picks = new int[pairs];
        int start = 0;
        for (int p = 0; p < pairs; p++) {
            start = p % length == 0 ? random.nextInt(pairs - length + 1) : start;
            picks[p] = start + p % length;
        }
        return picks;
    }
}
