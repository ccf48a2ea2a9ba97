/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.koopman.AnalysisSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the engine's cost grows with dimension and window, and that it does not with the rows seen. */
public final class EngineScaling {
    private static final int[] AGES = {0, 10_000, 30_000};
    private static final int FEWEST_ROWS = 4;

    private EngineScaling() {}

    /** A quarter of the dimension to all of it, a quarter of the window to half, and at the quarter growing ages. */
    public static List<String> table(int dimension, AnalysisSettings settings) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                "%9s %6s %9s %12s %12s %12s",
                "dimension", "window", "rows seen", "append us", "mean us", "spectrum us"));
        EngineBench.run(dimension, settings); // compiles what the first line would else be charged with
        for (int share : new int[] {4, 2, 1}) {
            lines.add(line(Math.max(1, dimension / share), settings, 0));
        }
        for (int share : new int[] {4, 2}) {
            lines.add(line(dimension, window(settings, Math.max(FEWEST_ROWS, settings.window() / share)), 0));
        }
        for (int age : AGES) {
            lines.add(line(Math.max(1, dimension / 4), settings, age));
        }
        return lines;
    }

    private static String line(int dimension, AnalysisSettings settings, int age) {
        int rows = Math.max(age, settings.window());
        EngineBench bench = EngineBench.run(dimension, settings, rows);
        return String.format(
                Locale.ROOT,
                "%9d %6d %9d %12.1f %12.1f %12.1f",
                dimension,
                settings.window(),
                rows,
                bench.appendNs() / 1e3,
                bench.appendMeanNs() / 1e3,
                bench.spectrumNs() / 1e3);
    }

    private static AnalysisSettings window(AnalysisSettings s, int window) {
        return new AnalysisSettings(s.preset(), window, s.hop(), s.delays(), s.rank(), s.centre(), s.blockMean());
    }
}
