/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.MotionFigures;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The figures of a window by the names that they have in its document. */
final class WindowFields {
    static final String SCALAR = "scalar.";
    private static final String ALL_SCALARS = "scalars";
    private static final String GROUP_ENERGIES = "group_energies";
    private static final Map<String, ToDoubleFunction<WindowSpectrum>> FIGURES = figures();

    private WindowFields() {}

    private static Map<String, ToDoubleFunction<WindowSpectrum>> figures() {
        Map<String, ToDoubleFunction<WindowSpectrum>> figures = new LinkedHashMap<>();
        figures.put("spectral_radius", WindowSpectrum::spectralRadius);
        figures.put("one_step_error", WindowSpectrum::oneStepError);
        figures.put("effective_rank", WindowSpectrum::effectiveRank);
        figures.put("update_energy", WindowSpectrum::updateEnergy);
        figures.put("update_coherence", WindowSpectrum::updateCoherence);
        figures.put("unresolved_share", w -> w.modeFigures().unresolvedShare());
        figures.put("rank", w -> w.rank());
        figures.put("numerical_rank", motion(MotionFigures::numericalRank));
        figures.put("svht_rank", motion(MotionFigures::svhtRank));
        figures.put("displacement_ratio", motion(MotionFigures::displacementRatio));
        figures.put("radial_cosine", motion(MotionFigures::radialCosine));
        figures.put("diffusion_exponent", motion(MotionFigures::diffusionExponent));
        figures.put("phase_oscillation", motion(MotionFigures::phaseOscillation));
        return figures;
    }

    private static ToDoubleFunction<WindowSpectrum> motion(ToDoubleFunction<MotionFigures> figure) {
        return w -> figure.applyAsDouble(w.motion());
    }

    /** Names between commas; without any, all that there are. Throws Problem for one that is none. */
    static List<String> parse(@Nullable String fields) {
        List<String> all = Stream.concat(FIGURES.keySet().stream(), Stream.of(GROUP_ENERGIES, ALL_SCALARS))
                .toList();
        if (fields == null || fields.isEmpty()) {
            return all;
        }
        List<String> asked = List.of(fields.split(","));
        asked.stream()
                .filter(f -> !all.contains(f) && !f.startsWith(SCALAR))
                .findFirst()
                .ifPresent(f -> {
                    throw Problem.badQuery(
                            "fields",
                            "of " + String.join(", ", new TreeSet<>(all)) + ", " + SCALAR + "NAME",
                            RunKey.shown(f));
                });
        return asked;
    }

    static boolean wantsScalar(List<String> fields, String name) {
        return fields.contains(ALL_SCALARS) || fields.contains(SCALAR + name);
    }

    /** Name → [last step, value] of each window, NaN where a window does not say. */
    static Map<String, List<double[]>> columns(List<String> fields, List<WindowSpectrum> windows) {
        Map<String, List<double[]>> columns = new LinkedHashMap<>();
        FIGURES.forEach((name, figure) -> {
            if (fields.contains(name)) {
                columns.put(name, over(windows, figure));
            }
        });
        if (fields.contains(GROUP_ENERGIES)) {
            IntStream.range(0, groups(windows))
                    .forEach(g -> columns.put(GROUP_ENERGIES + "." + g, over(windows, w -> groupEnergy(w, g))));
        }
        return columns;
    }

    private static List<double[]> over(List<WindowSpectrum> windows, ToDoubleFunction<WindowSpectrum> figure) {
        return windows.stream()
                .map(w -> new double[] {w.lastStep(), figure.applyAsDouble(w)})
                .toList();
    }

    private static int groups(List<WindowSpectrum> windows) {
        return windows.stream()
                .mapToInt(w -> w.motion().groupEnergies().length)
                .max()
                .orElse(0);
    }

    private static double groupEnergy(WindowSpectrum w, int group) {
        double[] energies = w.motion().groupEnergies();
        return group < energies.length ? energies[group] : Double.NaN;
    }
}
