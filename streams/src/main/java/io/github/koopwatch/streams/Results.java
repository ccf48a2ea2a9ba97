/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.result.ModeFigures;
import io.github.koopwatch.contract.result.MotionFigures;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.dmd.Degenerate;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.ModeTimes;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.dmd.WindowGauges;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The engine's results as the documents of the result topics and of the offline commands. */
public final class Results {
    private Results() {}

    /** Whose results they are; offline the incarnation is 0. */
    public record Source(String run, String group, String arm, String observable, long incarnation) {}

    public static WindowSpectrum spectrum(Source source, AnalysedWindow window) {
        if (window.result() instanceof Spectrum spectrum) {
            return document(source, window, spectrum, null);
        }
        return document(source, window, null, ((Degenerate) window.result()).reason());
    }

    private static WindowSpectrum document(
            Source source, AnalysedWindow window, @Nullable Spectrum spectrum, @Nullable String degenerate) {
        return new WindowSpectrum(
                source.run(),
                source.observable(),
                window.settings().preset(),
                source.incarnation(),
                window.firstStep(),
                window.lastStep(),
                window.partial(),
                spectrum == null ? 0 : spectrum.rank(),
                spectrum == null ? List.of() : pairs(spectrum.eigenvalues()),
                spectrum == null ? new double[0] : spectrum.residuals(),
                window.modes(),
                spectrum == null ? Double.NaN : spectrum.spectralRadius(),
                spectrum == null ? Double.NaN : spectrum.oneStepError(),
                window.gauges().effectiveRank(),
                window.gauges().updateEnergy(),
                window.gauges().updateCoherence(),
                degenerate,
                spectrum == null ? ModeFigures.none() : figures(spectrum, window.rowStride()),
                motion(window.gauges()));
    }

    private static ModeFigures figures(Spectrum spectrum, long rowStride) {
        ModeTimes times = ModeTimes.of(spectrum.eigenvalues(), rowStride);
        return new ModeFigures(
                spectrum.eigenfunctionResiduals(), spectrum.energies(), times.halfLives(), times.frequencies());
    }

    private static MotionFigures motion(WindowGauges gauges) {
        return new MotionFigures(
                gauges.numericalRank(),
                gauges.svhtRank(),
                gauges.displacementRatio(),
                gauges.radialCosine(),
                gauges.groupEnergies().stream().mapToDouble(e -> e).toArray(),
                gauges.diffusionExponent(),
                gauges.phaseOscillation());
    }

    public static List<SpectrumDistance> distances(Source source, AnalysedWindow window) {
        List<SpectrumDistance> distances = new ArrayList<>();
        for (AnalysedWindow.ReferenceDistance reference : window.references()) {
            distances.add(new SpectrumDistance(
                    source.group(),
                    source.run(),
                    null,
                    source.arm(),
                    null,
                    source.observable(),
                    window.settings().preset(),
                    source.incarnation(),
                    null,
                    reference.reference().name().toLowerCase(Locale.ROOT),
                    window.firstStep(),
                    window.lastStep(),
                    window.partial(),
                    reference.w1(),
                    reference.nullW1(),
                    Double.NaN));
        }
        return distances;
    }

    private static List<double[]> pairs(Eigenvalues eigenvalues) {
        List<double[]> pairs = new ArrayList<>();
        for (int i = 0; i < eigenvalues.size(); i++) {
            pairs.add(new double[] {eigenvalues.re()[i], eigenvalues.im()[i]});
        }
        return pairs;
    }
}
