/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.AnalysisDocument;
import io.github.koopwatch.agent.offline.WindowDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An analysis as a short table. */
final class AnalysisTable {
    private static final int SHOWN_AT_EACH_END = 12;
    private static final int EIGENVALUES = 3;

    private AnalysisTable() {}

    static List<String> of(AnalysisDocument document) {
        List<WindowSpectrum> windows = document.windows();
        WindowSpectrum first = windows.get(0);
        List<String> lines = new ArrayList<>();
        lines.add("run " + first.run() + ", observable " + first.observable() + ", preset " + first.preset() + ": "
                + windows.size() + (windows.size() == 1 ? " window" : " windows"));
        lines.add(String.format(
                "%21s %4s %7s %7s %7s %10s %7s  %s",
                "steps", "rank", "radius", "error", "effrank", "energy", "coher", "leading eigenvalues"));
        for (int i = 0; i < windows.size(); i++) {
            if (i < SHOWN_AT_EACH_END || i >= windows.size() - SHOWN_AT_EACH_END) {
                lines.add(line(windows.get(i)));
            } else if (i == SHOWN_AT_EACH_END) {
                lines.add("  ... " + (windows.size() - 2 * SHOWN_AT_EACH_END) + " more, all with --json ...");
            }
        }
        lines.add(distances(document.distances()));
        return lines;
    }

    private static String line(WindowSpectrum w) {
        String steps = w.firstStep() + " - " + w.lastStep() + (w.partial() ? " early" : "");
        if (w.degenerate() != null) {
            return String.format("%21s  no spectrum: %s", steps, w.degenerate());
        }
        return String.format(
                Locale.ROOT,
                "%21s %4d %7.4f %7.4f %7.2f %10.3e %7.3f  %s",
                steps,
                w.rank(),
                w.spectralRadius(),
                w.oneStepError(),
                w.effectiveRank(),
                w.updateEnergy(),
                w.updateCoherence(),
                w.eigenvalues().stream()
                        .limit(EIGENVALUES)
                        .map(e -> String.format(Locale.ROOT, "%.4f%+.4fi", e[0], e[1]))
                        .collect(Collectors.joining("  ")));
    }

    private static String distances(List<WindowDistance> distances) {
        if (distances.isEmpty()) {
            return "no two windows without common rows";
        }
        DoubleSummaryStatistics w1 =
                distances.stream().mapToDouble(WindowDistance::w1).summaryStatistics();
        return String.format(
                Locale.ROOT,
                "W1 between %d pairs of windows without common rows: %.4f to %.4f, mean %.4f",
                w1.getCount(),
                w1.getMin(),
                w1.getMax(),
                w1.getAverage());
    }
}
