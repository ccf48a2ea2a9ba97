/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The newest spectrum of the first run of each group, asked for in the background so that no training waits. */
final class LiveSpectra {
    private final DemoApi api;
    private final Map<String, Training> firstOfGroup = new LinkedHashMap<>();
    private final Map<String, WindowSpectrum> newest = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<List<WindowSpectrum>>> asked = new LinkedHashMap<>();

    LiveSpectra(DemoApi api, List<Training> runs) {
        this.api = api;
        runs.forEach(run -> firstOfGroup.putIfAbsent(run.trainer().group(), run));
    }

    /** Takes the answers that have arrived and asks again. A service that does not answer yet shows as no spectrum. */
    void refresh() {
        firstOfGroup.forEach((group, run) -> {
            CompletableFuture<List<WindowSpectrum>> answer = asked.get(group);
            if (answer == null || answer.isDone()) {
                take(
                        group,
                        answer == null
                                ? List.of()
                                : answer.exceptionally(e -> List.of()).join());
                asked.put(group, ask(run));
            }
        });
    }

    /** A line per group. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        firstOfGroup.forEach((group, run) -> {
            WindowSpectrum window = newest.get(group);
            String text =
                    window == null ? "no window yet" : "to step " + window.lastStep() + ": " + Spectra.leading(window);
            lines.add(String.format("  %-16s %-16s %s", group, run.trainer().run(), text));
        });
        return lines;
    }

    private void take(String group, List<WindowSpectrum> windows) {
        if (!windows.isEmpty()) {
            newest.put(group, windows.get(windows.size() - 1));
        }
    }

    private CompletableFuture<List<WindowSpectrum>> ask(Training run) {
        var analysis = run.trainer().analyses().get(0);
        int from = Math.max(0, run.row() - 2 * analysis.window());
        return api.spectraFrom(
                run.trainer().run(), analysis.preset(), run.trainer().stepOf(from));
    }
}
