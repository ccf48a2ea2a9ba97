/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.detect.Change;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import io.github.koopwatch.koopman.monitor.ObservableMonitor;
import io.github.koopwatch.koopman.monitor.ObservableSettings;
import io.github.koopwatch.koopman.monitor.Slots;
import io.github.koopwatch.koopman.monitor.Update;
import io.github.koopwatch.streams.Events;
import io.github.koopwatch.streams.Results;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the engine says of a recorded run: the same {@link ObservableMonitor} that watches live runs, fed row by row.
 *
 * @param windows ascending
 * @param events each once, in its latest version, in the order in which they fired
 */
public record EngineRun(List<AnalysedWindow> windows, List<ChangeEvent> events) {
    private static final String OBSERVABLE = "weights";
    private static final double SHARE_OF_MEMORY = 0.8;
    private static final String GROUP = "default";

    /** Throws BadInput for a trajectory that holds no window. */
    public static EngineRun of(Trajectory x, int replica, AnalysisSettings settings, Progress progress) {
        return of(x, replica, settings, Slots.NONE, progress);
    }

    /** The same, and what the engine would have stored is written to the slots. */
    static EngineRun of(Trajectory x, int replica, AnalysisSettings settings, Slots slots, Progress progress) {
        requireWindow(x, settings);
        ObservableMonitor monitor = new ObservableMonitor(
                new ObservableSettings(x.dimension(), x.groups(), 0, 0, List.of(settings)), slots);
        Results.Source source = source(x.run());
        List<AnalysedWindow> windows = new ArrayList<>();
        Map<String, ChangeEvent> events = new LinkedHashMap<>();
        RowReader rows = x.reader(replica);
        for (int t = 0; t < x.rows(); t++) {
            List<Change> changes =
                    new ArrayList<>(monitor.scalars(x.step(t), scalars(x, t)).changes());
            Update update = monitor.append(x.step(t), rows.row(t));
            windows.addAll(update.windows());
            changes.addAll(update.changes());
            changes.stream()
                    .map(change -> Events.change(source, change))
                    .forEach(event -> events.put(event.id(), event));
            progress.at("analysing", t + 1L, x.rows());
        }
        if (windows.isEmpty()) {
            throw new BadInput(x.name() + ": expected " + settings.window() + " rows without long gaps between their"
                    + " steps, got none");
        }
        return new EngineRun(windows, List.copyOf(events.values()));
    }

    private static Map<String, Double> scalars(Trajectory x, int t) {
        Map<String, Double> values = new TreeMap<>();
        x.scalars().forEach((name, column) -> values.put(name, column[t]));
        return values;
    }

    /** Whose results they are offline. */
    static Results.Source source(String run) {
        return new Results.Source(run, GROUP, run, OBSERVABLE, 0);
    }

    static void requireWindow(Trajectory x, AnalysisSettings settings) {
        long needed = (long) settings.window() * settings.blockMean();
        if (x.rows() < needed) {
            throw new BadInput(x.name() + ": expected at least " + needed + " rows for one window, got " + x.rows());
        }
        long bytes = (long) settings.window() * x.dimension() * Float.BYTES;
        long memory = Runtime.getRuntime().maxMemory();
        if (bytes > memory * SHARE_OF_MEMORY) {
            throw new BadInput(x.name() + ": expected a window that fits into memory, got " + settings.window()
                    + " rows of " + x.dimension() + ", which take " + (bytes >> 20) + " of " + (memory >> 20)
                    + " MiB (more: KOOPWATCH_JAVA_OPTS=-Xmx...)");
        }
    }
}
