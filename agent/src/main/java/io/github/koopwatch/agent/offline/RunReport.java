/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.koopwatch.agent.picture.Series;
import io.github.koopwatch.agent.picture.Thinned;
import io.github.koopwatch.agent.picture.WindowHeat;
import io.github.koopwatch.agent.report.Page;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.inference.ErrorBars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The page of one run: of {@code analyze} and of {@code backtest}. It holds every window's figures as curves of bounded
 * length, and so many windows with their eigenvalues that it stays within a few megabytes.
 */
public final class RunReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_WINDOWS = 600;
    private static final int MOST_MODES = 128;
    private static final int MOST_EIGENVALUES = 30_000;
    private static final int MOST_EVENTS = 500;

    private RunReport() {}

    /** The page of windows, of what was recorded beside them, and of the run's events. */
    public static String html(Trajectory x, AnalysisSettings settings, AnalysedRun run) {
        return html(x, settings, run, List.of());
    }

    /** @param errors of each window, or none at all */
    public static String html(
            Trajectory x, AnalysisSettings settings, AnalysedRun run, List<Optional<ErrorBars>> errors) {
        List<WindowSpectrum> windows = run.document().windows();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", run.kind());
        data.put("title", x.run());
        data.put("facts", Facts.of(x, settings));
        data.put("settings", settings);
        data.put("windows", shown(windows, errors));
        data.put("windows_in_all", windows.size());
        data.put(
                "modes_in_all",
                windows.stream().mapToInt(WindowSpectrum::rank).max().orElse(0));
        data.put("figures", figures(windows));
        data.put("scalars", scalars(x));
        data.put("heat", WindowHeat.of(windows));
        data.put("events", run.events().stream().limit(MOST_EVENTS).toList());
        data.put("events_in_all", run.events().size());
        data.put("channels", run.channels());
        data.put("standardised", run.standardised());
        return Page.html("Koopwatch: " + x.run(), data);
    }

    private static List<JsonNode> shown(List<WindowSpectrum> windows, List<Optional<ErrorBars>> errors) {
        int modes = windows.stream().mapToInt(WindowSpectrum::rank).max().orElse(1);
        int most = Math.max(40, Math.min(MOST_WINDOWS, MOST_EIGENVALUES / Math.max(1, Math.min(modes, MOST_MODES))));
        List<ObjectNode> trees = windows.stream().map(RunReport::tree).toList();
        for (int i = 0; i < errors.size(); i++) {
            ObjectNode tree = trees.get(i);
            errors.get(i).ifPresent(bars -> tree.set("standard_errors", JSON.valueToTree(bars.standardErrors())));
        }
        return Thinned.of(trees, most).stream().map(RunReport::cut).toList();
    }

    /** A window's document with its largest modes alone, should there be many. */
    private static JsonNode cut(ObjectNode tree) {
        int modes = tree.path("eigenvalues").size();
        tree.forEach(field -> {
            if (field instanceof ArrayNode array && array.size() == modes) {
                while (array.size() > MOST_MODES) {
                    array.remove(array.size() - 1);
                }
            }
        });
        return tree;
    }

    /** Every number of the windows' documents, over their last steps. */
    private static Map<String, List<double[]>> figures(List<WindowSpectrum> windows) {
        Map<String, Series> figures = new LinkedHashMap<>();
        for (WindowSpectrum window : windows) {
            tree(window).properties().forEach(field -> {
                JsonNode value = field.getValue();
                if (value.isDouble() || value.isNull() || value.isInt()) {
                    figures.computeIfAbsent(field.getKey(), name -> new Series())
                            .add(window.lastStep(), value.asDouble(Double.NaN));
                }
            });
        }
        List.of("incarnation", "first_step", "last_step", "degenerate").forEach(figures::remove);
        return points(figures);
    }

    private static Map<String, List<double[]>> scalars(Trajectory x) {
        Map<String, Series> scalars = new TreeMap<>();
        x.scalars().forEach((name, values) -> {
            Series series = new Series();
            for (int t = 0; t < values.length; t++) {
                series.add(x.step(t), values[t]);
            }
            scalars.put(name, series);
        });
        return points(scalars);
    }

    /** Points of the curves that have any. */
    static Map<String, List<double[]>> points(Map<String, Series> series) {
        Map<String, List<double[]>> points = new LinkedHashMap<>();
        series.forEach((name, one) -> {
            if (one.hasValues()) {
                points.put(name, one.points());
            }
        });
        return points;
    }

    private static ObjectNode tree(WindowSpectrum window) {
        try {
            return (ObjectNode) JSON.readTree(Json.write(window));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
