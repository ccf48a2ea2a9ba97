/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Spectrum;
import java.util.List;
import java.util.Locale;

/** What is followed from window to window. Stored by position: append only. */
enum SlowChannel {
    /** Mean W1 to the frozen reference spectra. */
    SPECTRUM_DISTANCE("distance of the spectrum from its reference"),
    ONE_STEP_ERROR("one-step error"),
    EFFECTIVE_RANK("effective rank"),
    /** Of the modes that carry energy. */
    SPECTRAL_RADIUS("spectral radius");

    /** Share of the motion from which on a mode counts: of ten modes that share it evenly each has twice as much. */
    private static final double CARRIES = 0.05;

    private final String words;

    SlowChannel(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** The name that stands in events. */
    String channel() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Values of a window in the order of the channels; distance is NaN while the reference is being taken. */
    static double[] values(WindowFigures window, List<Eigenvalues> reference) {
        return new double[] {
            distance(window.spectrum().eigenvalues(), reference),
            window.spectrum().oneStepError(),
            window.effectiveRank(),
            radius(window.spectrum())
        };
    }

    private static double distance(Eigenvalues spectrum, List<Eigenvalues> reference) {
        return reference.stream()
                .mapToDouble(other -> Wasserstein.w1(other, spectrum))
                .average()
                .orElse(Double.NaN);
    }

    private static double radius(Spectrum spectrum) {
        double radius = 0;
        for (int i = 0; i < spectrum.eigenvalues().size(); i++) {
            boolean carries = spectrum.energies()[i] >= CARRIES;
            radius = carries ? Math.max(radius, spectrum.eigenvalues().modulus(i)) : radius;
        }
        return radius;
    }
}
