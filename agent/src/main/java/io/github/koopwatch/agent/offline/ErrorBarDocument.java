/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.inference.ErrorBars;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The document of {@code analyze --error-bars}: that of {@code analyze} with two more fields per window.
 *
 * @param windows ascending
 * @param distances between windows without common rows
 */
public record ErrorBarDocument(List<Window> windows, List<WindowDistance> distances) {
    /**
     * @param standardErrors of each eigenvalue; null for a window without a spectrum of its own settings
     * @param nullW1Mean mean W1 between two spectra that differ by sampling noise alone
     */
    public record Window(@JsonUnwrapped WindowSpectrum window, double @Nullable [] standardErrors, double nullW1Mean) {}

    /** @param errors one for each window */
    public static ErrorBarDocument of(AnalysisDocument document, List<Optional<ErrorBars>> errors) {
        return new ErrorBarDocument(
                IntStream.range(0, errors.size())
                        .mapToObj(i -> window(document.windows().get(i), errors.get(i)))
                        .toList(),
                document.distances());
    }

    private static Window window(WindowSpectrum window, Optional<ErrorBars> bars) {
        return new Window(
                window,
                bars.map(ErrorBars::standardErrors).orElse(null),
                bars.map(ErrorBars::nullW1Mean).orElse(Double.NaN));
    }
}
