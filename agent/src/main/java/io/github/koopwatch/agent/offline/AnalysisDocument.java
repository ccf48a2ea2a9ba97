/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import io.github.koopwatch.streams.Results;
import java.util.List;

/**
 * The document of {@code analyze}.
 *
 * @param windows ascending
 * @param distances between windows without common rows
 */
public record AnalysisDocument(List<WindowSpectrum> windows, List<WindowDistance> distances) {
    /** A document of these windows and the distances between them. */
    public static AnalysisDocument of(List<WindowSpectrum> windows) {
        return new AnalysisDocument(windows, WindowDistance.between(windows));
    }

    /** One run, by the engine used live. Throws BadInput. */
    public static AnalysisDocument of(Trajectory x, AnalysisSettings settings, Progress progress) {
        return of(x, EngineRun.of(x, 0, settings, progress).windows());
    }

    /** Replicas as one fit per window. Throws BadInput. */
    public static AnalysisDocument pooled(Trajectory x, AnalysisSettings settings, Progress progress) {
        return of(x, PooledWindows.of(x, settings).windows(progress));
    }

    /** Of windows of that trajectory. */
    static AnalysisDocument of(Trajectory x, List<AnalysedWindow> windows) {
        return of(windows.stream()
                .map(window -> Results.spectrum(EngineRun.source(x.run()), window))
                .toList());
    }
}
