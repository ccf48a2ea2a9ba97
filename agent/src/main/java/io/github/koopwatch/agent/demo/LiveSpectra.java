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
    private final Map<String, Trainer> firstOfGroup = new LinkedHashMap<>();
    private final Map<String, WindowSpectrum> newest = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<List<WindowSpectrum>>> asked = new LinkedHashMap<>();

    LiveSpectra(DemoApi api, List<Trainer> trainers) {
        this.api = api;
        trainers.forEach(trainer -> firstOfGroup.putIfAbsent(trainer.group(), trainer));
    }

    /** Takes the answers that have arrived and asks again. A service that does not answer yet shows as no spectrum. */
    void refresh() {
        firstOfGroup.forEach((group, trainer) -> {
            CompletableFuture<List<WindowSpectrum>> answer =
                    asked.getOrDefault(group, CompletableFuture.completedFuture(List.of()));
            if (answer.isDone()) {
                take(group, answer.exceptionally(e -> List.of()).join());
                asked.put(group, ask(group, trainer));
            }
        });
    }

    /** A line per group. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        firstOfGroup.forEach((group, trainer) -> {
            WindowSpectrum window = newest.get(group);
            String text =
                    window == null ? "no window yet" : "to step " + window.lastStep() + ": " + Spectra.leading(window);
            lines.add(String.format("  %-16s %s", trainer.run(), text));
        });
        return lines;
    }

    private void take(String group, List<WindowSpectrum> windows) {
        if (!windows.isEmpty()) {
            newest.put(group, windows.get(windows.size() - 1));
        }
    }

    private CompletableFuture<List<WindowSpectrum>> ask(String group, Trainer trainer) {
        WindowSpectrum known = newest.get(group);
        String preset = trainer.analyses().get(0).preset();
        return api.spectraFrom(trainer.run(), preset, known == null ? 0 : known.firstStep());
    }
}
