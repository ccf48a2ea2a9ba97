/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.Scale;
import io.github.koopwatch.koopman.monitor.ObservableSettings;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.GroupRange;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns the analyses that a run asks for into the engine's settings. */
public final class AnalysisRequests {
    private AnalysisRequests() {}

    /** What is wrong with the analyses of a run, or empty: the rule that both doors apply. */
    public static Optional<String> objection(RunStart start) {
        try {
            Set<String> names = new HashSet<>();
            for (AnalysisSettings settings : analyses(start)) {
                if (!names.add(settings.preset())) {
                    return Optional.of("analyses: expected one per preset, got '" + settings.preset() + "' twice");
                }
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The analyses of a run, the preset monitor when it asks for none. Throws IllegalArgumentException for bad ones. */
    public static List<AnalysisSettings> analyses(RunStart start) {
        return start.getAnalysesCount() == 0
                ? List.of(AnalysisSettings.monitor())
                : start.getAnalysesList().stream()
                        .map(AnalysisRequests::settings)
                        .toList();
    }

    /** The engine's settings of one observable of a run. */
    public static ObservableSettings observable(RunStart start, Observable observable) {
        List<int[]> groups = observable.getSketch().getGroupsList().stream()
                .map(AnalysisRequests::range)
                .toList();
        return new ObservableSettings(
                observable.getDimension(), groups, start.getStride(), start.getBurst(), analyses(start));
    }

    private static int[] range(GroupRange group) {
        return new int[] {group.getFrom(), group.getTo()};
    }

    /** What a stranger calls a preset goes into answers and logs, so it is made short and printable first. */
    private static AnalysisSettings preset(String name) {
        return AnalysisSettings.preset(name.isEmpty() ? "monitor" : RunKey.shown(name));
    }

    private static AnalysisSettings settings(Analysis asked) {
        AnalysisSettings preset = preset(asked.getPreset());
        AnalysisSettings settings = new AnalysisSettings(
                preset.preset(),
                asked.hasWindow() ? asked.getWindow() : preset.window(),
                asked.hasHop() ? asked.getHop() : preset.hop(),
                asked.hasDelays() ? asked.getDelays() : preset.delays(),
                asked.hasRank() ? rank(asked.getRank()) : preset.rank(),
                centre(asked.getCentre(), preset.centre()),
                asked.hasBlockMean() ? asked.getBlockMean() : preset.blockMean(),
                scale(asked.getScale(), preset.scale()),
                asked.hasRefine() ? asked.getRefine() : preset.refine());
        return settings.equals(preset) ? preset : settings.named(AnalysisSettings.CUSTOM);
    }

    private static int rank(int asked) {
        return asked == 0 ? AnalysisSettings.ALL : asked;
    }

    private static Centre centre(io.github.koopwatch.v1.Centre asked, Centre preset) {
        return switch (asked) {
            case CENTRE_AFFINE -> Centre.AFFINE;
            case CENTRE_NONE -> Centre.NONE;
            case CENTRE_UNSPECIFIED -> preset;
            case UNRECOGNIZED ->
                throw new IllegalArgumentException("centre: expected affine or none, got an unknown one");
        };
    }

    private static Scale scale(io.github.koopwatch.v1.Scale asked, Scale preset) {
        return switch (asked) {
            case SCALE_NONE -> Scale.NONE;
            case SCALE_UNIT -> Scale.UNIT;
            case SCALE_UNSPECIFIED -> preset;
            case UNRECOGNIZED -> throw new IllegalArgumentException("scale: expected none or unit, got an unknown one");
        };
    }
}
