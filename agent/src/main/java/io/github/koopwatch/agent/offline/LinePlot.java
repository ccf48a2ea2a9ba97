/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.util.Arrays;
import java.util.Locale;

/** A curve over steps; a value that is not finite leaves a gap. */
final class LinePlot {
    private static final int WIDTH = 700;
    private static final int HEIGHT = 220;
    private static final int LEFT = 70;
    private static final int BELOW = 30;

    private LinePlot() {}

    static String svg(double[] x, double[] y, String label) {
        double low = Arrays.stream(y).filter(Double::isFinite).min().orElse(0);
        double high = Arrays.stream(y).filter(Double::isFinite).max().orElse(1);
        double first = x[0];
        double last = x[x.length - 1];
        return String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\"><path class=\"axis\" d=\"M%d 0V%dH%d\"/>"
                        + "<path class=\"line\" d=\"%s\"/>"
                        + "<text x=\"0\" y=\"12\">%s</text><text x=\"0\" y=\"%d\">%s</text>"
                        + "<text x=\"%d\" y=\"%d\">%s %.0f</text>"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.0f</text></svg>",
                WIDTH,
                HEIGHT,
                LEFT,
                HEIGHT - BELOW,
                WIDTH,
                path(x, y, low, high),
                Report.number(high),
                HEIGHT - BELOW,
                Report.number(low),
                LEFT,
                HEIGHT - BELOW + 18,
                Report.escaped(label),
                first,
                WIDTH,
                HEIGHT - BELOW + 18,
                last);
    }

    private static String path(double[] x, double[] y, double low, double high) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(y[i])) {
                path.append(String.format(
                        Locale.ROOT,
                        "%s%.1f %.1f",
                        drawing ? "L" : "M",
                        LEFT + share(x[i], x[0], x[x.length - 1]) * (WIDTH - LEFT - 4),
                        4 + (1 - share(y[i], low, high)) * (HEIGHT - BELOW - 8)));
            }
            drawing = Double.isFinite(y[i]);
        }
        return path.toString();
    }

    private static double share(double value, double low, double high) {
        return high > low ? (value - low) / (high - low) : 0.5;
    }
}
