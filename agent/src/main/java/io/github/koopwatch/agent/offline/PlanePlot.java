/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;
import java.util.Locale;

/** Eigenvalues in the complex plane. */
final class PlanePlot {
    private static final int SIZE = 480;
    private static final double ROOM = 1.1;

    private PlanePlot() {}

    static String svg(List<WindowSpectrum> windows) {
        double largest = windows.stream()
                .mapToDouble(WindowSpectrum::spectralRadius)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        double unit = SIZE / 2.0 / (Math.max(1, largest) * ROOM);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %1$d %1$d\" role=\"img\" aria-label=\"eigenvalues in the complex plane\">"
                        + "<circle class=\"axis\" cx=\"%2$d\" cy=\"%2$d\" r=\"%3$.2f\"/>"
                        + "<path class=\"axis\" d=\"M0 %2$dH%1$dM%2$d 0V%1$d\"/>"
                        + "<text x=\"%4$.1f\" y=\"%5$d\">1</text>",
                SIZE,
                SIZE / 2,
                unit,
                SIZE / 2 + unit + 3,
                SIZE / 2 - 4));
        for (int i = 0; i < windows.size(); i++) {
            String colour = Report.colour(windows.size() == 1 ? 1 : 0.15 + 0.85 * i / (windows.size() - 1));
            for (double[] e : windows.get(i).eigenvalues()) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"2.5\" fill=\"%s\"/>",
                        SIZE / 2 + unit * e[0],
                        SIZE / 2 - unit * e[1],
                        colour));
            }
        }
        return svg.append("</svg>").toString();
    }
}
