/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.mechanics;

import io.github.koopwatch.agent.offline.EngineRun;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.streams.Results;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is shown of a run.
 *
 * @param windows ascending
 * @param scalars of each name [step, value]
 * @param events alerts and notes
 */
public record Shown(List<WindowSpectrum> windows, Map<String, List<double[]>> scalars, List<ChangeEvent> events) {
    /** By the engine that is used live, from a trajectory. Throws BadInput. */
    public static Shown offline(Path folder, String run) {
        Trajectory x = Trajectory.read(folder.resolve(run + ".npz"));
        EngineRun engine = EngineRun.of(x, 0, AnalysisSettings.monitor(), Progress.NONE);
        Results.Source source = new Results.Source(run, "default", run, "weights", 0);
        return new Shown(
                engine.windows().stream()
                        .map(window -> Results.spectrum(source, window))
                        .toList(),
                scalars(x),
                engine.events());
    }

    private static Map<String, List<double[]>> scalars(Trajectory x) {
        Map<String, List<double[]>> scalars = new LinkedHashMap<>();
        x.scalars()
                .forEach((name, values) -> scalars.put(
                        name,
                        IntStream.range(0, values.length)
                                .mapToObj(t -> new double[] {x.step(t), values[t]})
                                .toList()));
        return scalars;
    }
}
