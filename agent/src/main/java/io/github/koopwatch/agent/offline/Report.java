/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;
import java.util.Locale;

/** An analysis as one HTML file that needs nothing else: spectra, spectral radius and distances as inline SVG. */
public final class Report {
    private static final String STYLE =
            "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
                    + "color:#1c2430;background:#fff}svg{width:100%;height:auto;max-width:44rem}h2{margin:2rem 0 0}"
                    + "p{color:#4a5568;margin:.2rem 0 1rem}.axis{stroke:#b8c0cc;fill:none}.line{stroke:#1f5fa8;fill:none;"
                    + "stroke-width:1.5}text{font-size:12px;fill:#4a5568}";

    private Report() {}

    /** The whole document. */
    public static String html(AnalysisDocument document) {
        List<WindowSpectrum> windows = document.windows();
        WindowSpectrum first = windows.get(0);
        String title = "Koopman spectra of " + first.run();
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escaped(title)
                + "</title><style>" + STYLE + "</style></head><body>\n<h1>" + escaped(title) + "</h1>\n<p>"
                + escaped(windows.size() + " windows of " + first.observable() + ", preset " + first.preset()
                        + ", steps " + first.firstStep() + " to "
                        + windows.get(windows.size() - 1).lastStep())
                + "</p>\n"
                + section(
                        "Eigenvalues",
                        "Every window's eigenvalues in the complex plane, early ones light, late ones dark; the circle has radius 1.",
                        PlanePlot.svg(windows))
                + section(
                        "Spectral radius",
                        "The largest modulus of each window, at the window's last step.",
                        LinePlot.svg(
                                windows.stream()
                                        .mapToDouble(WindowSpectrum::lastStep)
                                        .toArray(),
                                windows.stream()
                                        .mapToDouble(WindowSpectrum::spectralRadius)
                                        .toArray(),
                                "step"))
                + distances(document)
                + "</body></html>\n";
    }

    private static String distances(AnalysisDocument document) {
        List<WindowDistance> distances = document.distances();
        List<WindowSpectrum> windows = document.windows();
        if (distances.isEmpty()) {
            return "";
        }
        if (windows.size() <= WindowDistance.MOST_FOR_ALL_PAIRS) {
            return section(
                    "Distances",
                    "W1 between windows without common rows, dark is far.",
                    HeatMap.svg(windows.size(), distances));
        }
        return section(
                "Distances",
                "W1 of each window to the last one without common rows.",
                LinePlot.svg(
                        distances.stream()
                                .mapToDouble(d -> windows.get(d.to()).lastStep())
                                .toArray(),
                        distances.stream().mapToDouble(WindowDistance::w1).toArray(),
                        "step"));
    }

    private static String section(String title, String text, String svg) {
        return "<h2>" + escaped(title) + "</h2><p>" + escaped(text) + "</p>\n" + svg + "\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A number with four significant digits, as it stands beside an axis. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    /** A share of [0, 1] as a colour from light to dark blue. */
    static String colour(double share) {
        double s = Math.max(0, Math.min(1, share));
        return String.format(
                "#%02x%02x%02x", Math.round(222 - 214 * s), Math.round(235 - 187 * s), Math.round(247 - 140 * s));
    }
}
