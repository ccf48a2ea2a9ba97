/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownSystemTest {
    private static final Cleaning DEFAULT = Cleaning.ALL.get(0);
    private static final Cleaning FILTERED = Cleaning.ALL.get(4);

    @Test
    void noiseless_spectrumIsTheTrueOne() {
        Cleaning known = new Cleaning("known rank", 7, 0, Double.POSITIVE_INFINITY);
        List<Eigenvalues> spectra = known.spectra(KnownSystem.ONE.rows(100, 0, 0, new Random(1)));
        assertThat(spectra).hasSize(1);
        assertThat(Wasserstein.w1(spectra.get(0), KnownSystem.ONE.spectrum())).isCloseTo(0, within(1e-3)); // float32
    }

    @Test
    void longerTrajectory_oneSpectrumPerHundredRows_shorterOneOfAll() {
        assertThat(DEFAULT.spectra(KnownSystem.ONE.rows(250, 0.1, 0, new Random(2))))
                .hasSize(2);
        assertThat(DEFAULT.spectra(KnownSystem.ONE.rows(30, 0.1, 0, new Random(2))))
                .hasSize(1);
    }

    @Test
    void measurementNoise_residualFilterLeavesModesOut_butNotAll() {
        float[][] rows = KnownSystem.ONE.rows(100, 0.1, 0.3, new Random(3));
        int all = DEFAULT.spectra(rows).get(0).size();
        assertThat(FILTERED.spectra(rows).get(0).size()).isBetween(1, all - 1);
        float[][] noise = new KnownSystem(new double[0][], new double[] {0}).rows(100, 0, 1, new Random(4));
        assertThat(FILTERED.spectra(noise).get(0).size()).isGreaterThanOrEqualTo(1);
    }

    @Test
    void cell_functionOfItsSeed_andTellsSystemsApart() {
        Cell cell = new Cell("long", 200, 0.03, 0);
        Cell.Outcome once = Objects.requireNonNull(cell.outcomes(2, 5).get(DEFAULT));
        Cell.Outcome again = Objects.requireNonNull(cell.outcomes(2, 5).get(DEFAULT));
        assertThat(once.told()).containsExactly(again.told());
        assertThat(once.power()).isEqualTo(1);
        assertThat(once.offTruth()).isLessThan(0.2);
    }

    @Test
    void share_pointSpectrumNone_continuousSpectrumAll() {
        assertThat(KnownMotion.share(KnownMotion.rows("rotation", new Random(6))))
                .isLessThan(0.01);
        assertThat(KnownMotion.share(KnownMotion.rows("cat-map", new Random(6))))
                .isGreaterThan(0.9);
    }
}
