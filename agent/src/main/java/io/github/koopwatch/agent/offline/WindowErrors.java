/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.inference.ErrorBars;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Error bars of the windows of a recorded run: how far sampling noise alone moves each spectrum. */
public final class WindowErrors {
    /** A standard error from so many is itself known to a tenth, 1/√(2 · 50). */
    public static final int RESAMPLES = 50;

    private WindowErrors() {}

    /**
     * Of each window of an analysis of {@code x} with those settings; empty where there is no spectrum, and for partial
     * windows, which have settings of their own. The seed is the window's number.
     */
    public static List<Optional<ErrorBars>> of(
            Trajectory x, AnalysisSettings settings, List<WindowSpectrum> windows, Progress progress) {
        List<Optional<ErrorBars>> errors = new ArrayList<>();
        for (WindowSpectrum window : windows) {
            errors.add(of(x, settings, window, errors.size()));
            progress.at("resampling", errors.size(), windows.size());
        }
        return errors;
    }

    private static Optional<ErrorBars> of(Trajectory x, AnalysisSettings settings, WindowSpectrum window, int i) {
        if (window.partial() || window.degenerate() != null) {
            return Optional.empty();
        }
        List<BlockRow> rows = BlockRow.of(x, 0, settings.blockMean(), window.firstStep(), window.lastStep());
        RowRing ring = new RowRing(x.dimension(), rows.size());
        rows.forEach(row -> ring.append(row.firstStep(), row.lastStep(), row.rounded()));
        long rowStride = (x.step(1) - x.step(0)) * settings.blockMean();
        return ErrorBars.of(ring, new Span(0, rows.size(), rowStride), settings, RESAMPLES, i);
    }
}
