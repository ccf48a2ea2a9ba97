/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.contract.result.ModeFigures;
import io.github.koopwatch.contract.result.MotionFigures;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpectraTest {
    @Test
    void leading_conjugatePair_isOneOfThreeEntries() {
        WindowSpectrum window = window(9, null, 0.998, 0, 0.951, 0.104, 0.951, -0.104, -0.9, 0, 0.1, 0);
        assertThat(Spectra.leading(window)).isEqualTo("0.998, 0.951+-0.104i, -0.900");
    }

    @Test
    void leading_degenerateWindow_saysWhy() {
        assertThat(Spectra.leading(window(9, "the rows do not move"))).isEqualTo("the rows do not move");
    }

    @Test
    void meanW1_onlyWindowsOfEqualStepsWithASpectrumCount() {
        List<WindowSpectrum> a = List.of(window(9, null, 0.5, 0), window(19, null, 0.5, 0), window(29, null, 0.5, 0));
        List<WindowSpectrum> b =
                List.of(window(9, null, 0.6, 0), window(19, "the rows do not move"), window(39, null, 0.9, 0));
        assertThat(Spectra.meanW1(a, b)).hasValueCloseTo(0.1, within(1e-12));
        assertThat(Spectra.meanW1(a, b.subList(2, 3))).isEmpty();
    }

    private static WindowSpectrum window(long lastStep, @Nullable String degenerate, double... reIm) {
        List<double[]> eigenvalues = new ArrayList<>();
        for (int i = 0; i < reIm.length; i += 2) {
            eigenvalues.add(new double[] {reIm[i], reIm[i + 1]});
        }
        int n = eigenvalues.size();
        return new WindowSpectrum(
                "r",
                "weights",
                "monitor",
                0,
                0,
                lastStep,
                false,
                n,
                eigenvalues,
                new double[n],
                new int[n],
                1,
                0,
                1,
                1,
                0,
                degenerate,
                ModeFigures.none(),
                MotionFigures.none());
    }
}
