/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static io.github.koopwatch.koopman.Samples.all;
import static io.github.koopwatch.koopman.Samples.ring;
import static io.github.koopwatch.koopman.Samples.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.Scale;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pairs drawn with repeats: one that counts several times is that pair written down as often. */
class DrawnPairsTest {
    private static final int ROWS = 60;

    @ParameterizedTest
    @CsvSource({
        "AFFINE, NONE, 0",
        "AFFINE, NONE, 3",
        "AFFINE, UNIT, 0",
        "NONE, NONE, 0",
        "NONE, NONE, 3",
        "NONE, UNIT, 0",
    })
    void select_repeats_fitsAsTheRepeatedColumnsThemselves(Centre centre, Scale scale, int delays) {
        AnalysisSettings settings =
                new AnalysisSettings(AnalysisSettings.CUSTOM, ROWS, 10, delays, 6, centre, 1, scale, false);
        RowRing ring = ring(ROWS, walk(1, ROWS, 20, 1, 0.3));
        Pairs pairs = Dmd.pairs(ring, all(ring), settings).orElseThrow();
        Pairs written = SvdDmd.pairs(Columns.of(ring, all(ring), delays), settings);
        assertThat(pairs).isInstanceOf(GramPairs.class);
        Random random = new Random(2);
        for (int draw = 0; draw < 10; draw++) {
            int[] picks = random.ints(pairs.count(), 0, pairs.count()).toArray();
            Pairs drawn = pairs.select(picks);
            assertThat(drawn.count()).isEqualTo(picks.length);
            Spectrum once = (Spectrum) drawn.fit(6).result();
            same(once, (Spectrum) written.select(picks).fit(6).result());
            assertThat(drawn.eigenvalues(6)).contains(once.eigenvalues());
        }
    }

    private static void same(Spectrum a, Spectrum b) {
        assertThat(Wasserstein.w1(a.eigenvalues(), b.eigenvalues())).isLessThan(1e-10);
        assertThat(a.rank()).isEqualTo(b.rank());
        assertThat(a.oneStepError()).isCloseTo(b.oneStepError(), within(1e-10));
        assertThat(sum(a.energies())).isCloseTo(sum(b.energies()), within(1e-8));
        assertThat(sum(a.residuals())).isCloseTo(sum(b.residuals()), within(1e-8));
        assertThat(sum(a.eigenfunctionResiduals())).isCloseTo(sum(b.eigenfunctionResiduals()), within(1e-8));
    }

    private static double sum(double[] values) {
        return Vectors.sum(values);
    }
}
