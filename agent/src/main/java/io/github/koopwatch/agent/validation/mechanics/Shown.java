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
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is shown of a run. Windows and events are computed when they are asked for: many gauges are scalars. */
public final class Shown {
    /** @param windows ascending; events: alerts and notes */
    public record OfWindows(List<WindowSpectrum> windows, List<ChangeEvent> events) {}

    private final Supplier<OfWindows> source;
    private final Map<String, List<double[]>> scalars;
    private @Nullable OfWindows results;

    private Shown(Supplier<OfWindows> source, Map<String, List<double[]>> scalars) {
        this.source = source;
        this.scalars = scalars;
    }

    /** What a service showed; scalars [step, value] by name. */
    public static Shown of(
            List<WindowSpectrum> windows, Map<String, List<double[]>> scalars, List<ChangeEvent> events) {
        return new Shown(() -> new OfWindows(windows, events), scalars);
    }

    /** By the engine that is used live, from a trajectory. Throws BadInput. */
    public static Shown offline(Path folder, String run) {
        Trajectory x = Trajectory.read(folder.resolve(run + ".npz"));
        return new Shown(() -> engine(x, run), scalars(x));
    }

    private static OfWindows engine(Trajectory x, String run) {
        EngineRun engine = EngineRun.of(x, 0, AnalysisSettings.monitor(), Progress.NONE);
        Results.Source source = new Results.Source(run, "default", run, "weights", 0);
        return new OfWindows(
                engine.windows().stream()
                        .map(window -> Results.spectrum(source, window))
                        .toList(),
                engine.events());
    }

    /** [step, value] of a scalar, or [last step, figure] of the windows. */
    public List<double[]> series(String name) {
        return Reading.series(name, this);
    }

    List<WindowSpectrum> windows() {
        return results().windows();
    }

    List<ChangeEvent> events() {
        return results().events();
    }

    /** [step, value] of each name. */
    Map<String, List<double[]>> scalars() {
        return scalars;
    }

    private OfWindows results() {
        OfWindows known = results;
        if (known == null) {
            known = source.get();
            results = known;
        }
        return known;
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
