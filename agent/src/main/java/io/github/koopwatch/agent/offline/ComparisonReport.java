/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.report.Page;
import io.github.koopwatch.agent.report.Series;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.compare.ArmDistances;
import io.github.koopwatch.koopman.compare.Meaning;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The page of a comparison: both sides' spectra in one plane, their distance over steps beside its null, the verdict. */
public final class ComparisonReport {
    private static final int MOST_WINDOWS = 300;
    private static final int MOST_EIGENVALUES = 60_000;

    private ComparisonReport() {}

    public static String html(Trajectory a, Trajectory b, AnalysisSettings settings, double alpha, Compared compared) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("kind", "compare");
        data.put("title", a.run() + " and " + b.run());
        data.put("facts", List.of(Facts.file("A", a), Facts.file("B", b), Facts.settings(settings)));
        data.put("settings", settings);
        data.put("comparison", compared.comparison());
        data.put("alpha", alpha);
        data.put("meaning", Meaning.of(settings.preset()));
        data.put("windows", shown(compared.windows()));
        data.put("windows_in_all", compared.windows().size());
        data.put("figures", figures(compared.windows()));
        ArmDistances replicas = compared.replicas();
        if (replicas != null) {
            data.put("replicas", replicas.d());
        }
        return Page.html("Koopwatch: " + a.run() + " and " + b.run(), data);
    }

    private static List<Map<String, Object>> shown(List<ComparedWindow> windows) {
        int points = windows.stream()
                .mapToInt(w -> count(w.a()) + count(w.b()))
                .max()
                .orElse(1);
        int most = Math.max(20, Math.min(MOST_WINDOWS, MOST_EIGENVALUES / Math.max(1, points)));
        return Thinned.of(windows, most).stream().map(ComparisonReport::window).toList();
    }

    private static int count(List<Eigenvalues> spectra) {
        return spectra.stream().mapToInt(Eigenvalues::size).sum();
    }

    private static Map<String, Object> window(ComparedWindow w) {
        Map<String, Object> window = new LinkedHashMap<>();
        window.put("first_step", w.steps().first());
        window.put("last_step", w.steps().last());
        window.put("partial", w.steps().partial());
        window.put("a", w.a().stream().map(ComparisonReport::pairs).toList());
        window.put("b", w.b().stream().map(ComparisonReport::pairs).toList());
        window.put("w1", w.w1());
        window.put("null_mean", w.nullMean());
        window.put("null_high", w.nullHigh());
        return window;
    }

    private static List<double[]> pairs(Eigenvalues e) {
        return IntStream.range(0, e.size())
                .mapToObj(i -> new double[] {e.re()[i], e.im()[i]})
                .toList();
    }

    private static Map<String, List<double[]>> figures(List<ComparedWindow> windows) {
        Map<String, Series> figures = new LinkedHashMap<>();
        figures.put("w1", series(windows, ComparedWindow::w1));
        figures.put("null_mean", series(windows, ComparedWindow::nullMean));
        figures.put("null_high", series(windows, ComparedWindow::nullHigh));
        return RunReport.points(figures);
    }

    /** Values that are not finite are left out: a null is estimated in some windows alone. */
    private static Series series(List<ComparedWindow> windows, ToDoubleFunction<ComparedWindow> value) {
        Series series = new Series();
        windows.stream()
                .filter(w -> Double.isFinite(value.applyAsDouble(w)))
                .forEach(w -> series.add(w.steps().last(), value.applyAsDouble(w)));
        return series;
    }
}
