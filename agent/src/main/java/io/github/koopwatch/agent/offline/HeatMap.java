/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.util.List;
import java.util.Locale;

/** Distances between windows: a square per pair, both ways. */
final class HeatMap {
    private static final int SIZE = 480;

    private HeatMap() {}

    static String svg(int windows, List<WindowDistance> distances) {
        double largest =
                distances.stream().mapToDouble(WindowDistance::w1).max().orElse(1);
        double side = (double) SIZE / windows;
        StringBuilder svg = new StringBuilder("<svg viewBox=\"0 0 " + SIZE + " " + (SIZE + 24)
                + "\" role=\"img\" shape-rendering=\"crispEdges\"><rect width=\"" + SIZE + "\" height=\"" + SIZE
                + "\" fill=\"#f4f6f9\"/>");
        for (WindowDistance d : distances) {
            String colour = Report.colour(largest == 0 ? 0 : d.w1() / largest);
            square(svg, d.from() * side, d.to() * side, side, colour);
            square(svg, d.to() * side, d.from() * side, side, colour);
        }
        return svg.append("<text x=\"0\" y=\"")
                .append(SIZE + 18)
                .append("\">window 0 to ")
                .append(windows - 1)
                .append(" both ways; darkest W1 ")
                .append(Report.number(largest))
                .append("</text></svg>")
                .toString();
    }

    private static void square(StringBuilder svg, double x, double y, double side, String colour) {
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"/>",
                x,
                y,
                side,
                side,
                colour));
    }
}
