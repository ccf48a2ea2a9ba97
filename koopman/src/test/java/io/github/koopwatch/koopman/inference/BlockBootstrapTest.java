/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import static io.github.koopwatch.koopman.Samples.all;
import static io.github.koopwatch.koopman.Samples.descent;
import static io.github.koopwatch.koopman.Samples.ring;
import static io.github.koopwatch.koopman.Samples.settings;
import static io.github.koopwatch.koopman.Samples.spectrum;
import static io.github.koopwatch.koopman.Samples.walk;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockBootstrapTest {
    @ParameterizedTest
    @EnumSource(Centre.class)
    void resample_sameSeed_isTheSame(Centre centre) {
        RowRing ring = ring(60, walk(1, 60, 20, 1, 0.1));
        AnalysisSettings settings = settings(60, 1, 6, centre);
        List<Eigenvalues> once = BlockBootstrap.resample(ring, all(ring), settings, 5, 3);
        assertThat(once).hasSize(5).allMatch(e -> e.size() == 6);
        assertThat(BlockBootstrap.resample(ring, all(ring), settings, 5, 3)).isEqualTo(once);
        assertThat(BlockBootstrap.resample(ring, all(ring), settings, 5, 4)).isNotEqualTo(once);
    }

    /** Two decays without noise: every sample of pairs obeys the same law, so nothing scatters. */
    @Test
    void nullW1Mean_noiseFree_isTheRoundingOfTheRows() {
        float[][] rows = new float[60][2];
        for (int t = 0; t < 60; t++) {
            rows[t] = new float[] {(float) Math.pow(0.95, t), (float) Math.pow(-0.9, t)};
        }
        RowRing ring = ring(60, rows);
        // rows rounded to 2^-25, signal 0.1: a few 1e-7
        assertThat(BlockBootstrap.nullW1Mean(ring, all(ring), settings(60, 0, 2, Centre.AFFINE), 10, 1))
                .isBetween(0.0, 1e-6);
    }

    /**
     * The noise that the bootstrap sees in one run is of the size of the distance between runs of one law: within a
     * factor of 2 on the mean over 6 runs.
     */
    @ParameterizedTest
    @EnumSource(Centre.class)
    void nullW1Mean_noisyRuns_isOfTheSizeOfTheirScatter(Centre centre) {
        AnalysisSettings settings = settings(100, 0, 5, centre);
        Eigenvalues[] spectra = new Eigenvalues[6];
        double within = 0;
        for (int run = 0; run < 6; run++) {
            RowRing ring = ring(100, descent(run, 200, 10, 0.05));
            spectra[run] = spectrum(Dmd.fit(ring, all(ring), settings)).eigenvalues();
            within += BlockBootstrap.nullW1Mean(ring, all(ring), settings, 12, run) / 6;
        }
        double between = 0;
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < i; j++) {
                between += Wasserstein.w1(spectra[i], spectra[j]) / 15;
            }
        }
        assertThat(within).isBetween(between / 2, between * 2);
    }

    @Test
    void resample_degenerateWindow_hasNone() {
        RowRing ring = ring(10, new float[10][4]);
        AnalysisSettings settings = settings(10, 0, 3, Centre.AFFINE);
        assertThat(BlockBootstrap.resample(ring, all(ring), settings, 5, 1)).isEmpty();
        assertThat(BlockBootstrap.nullW1Mean(ring, all(ring), settings, 5, 1)).isNaN();
    }
}
