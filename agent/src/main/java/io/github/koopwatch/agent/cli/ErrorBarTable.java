/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.AnalysisDocument;
import io.github.koopwatch.agent.offline.WindowErrors;
import io.github.koopwatch.koopman.inference.ErrorBars;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Error bars beside the table of an analysis. */
final class ErrorBarTable {
    private static final int SHOWN = 24;
    private static final int EIGENVALUES = 3;

    private ErrorBarTable() {}

    /** @param errors one for each window, or none at all */
    static List<String> of(AnalysisDocument document, List<Optional<ErrorBars>> errors) {
        List<String> lines = new ArrayList<>();
        if (!errors.isEmpty()) {
            lines.add("standard errors of the leading eigenvalues, and W1 of sampling noise alone ("
                    + WindowErrors.RESAMPLES + " resamples)");
        }
        for (int i = 0; i < errors.size() && i < SHOWN; i++) {
            String steps = document.windows().get(i).firstStep() + " - "
                    + document.windows().get(i).lastStep();
            lines.add(String.format(
                    "%21s  %s", steps, errors.get(i).map(ErrorBarTable::line).orElse("none")));
        }
        if (errors.size() > SHOWN) {
            lines.add("  ... " + (errors.size() - SHOWN) + " more, all with --json ...");
        }
        return lines;
    }

    private static String line(ErrorBars bars) {
        String leading = Arrays.stream(bars.standardErrors())
                .limit(EIGENVALUES)
                .mapToObj(e -> String.format(Locale.ROOT, "%.4f", e))
                .collect(Collectors.joining("  "));
        return leading + String.format(Locale.ROOT, "  noise %.4f", bars.nullW1Mean());
    }
}
