/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.evidence;

import java.util.List;
import java.util.Locale;

/** Writes SVG with attributes alone: neither styles nor scripts, so that it shows under any content security policy. */
final class Svg {
    private final StringBuilder out = new StringBuilder();

    void text(double x, double y, int size, String colour, String text) {
        text(x, y, size, colour, "start", text);
    }

    void textEnd(double x, double y, int size, String colour, String text) {
        text(x, y, size, colour, "end", text);
    }

    private void text(double x, double y, int size, String colour, String anchor, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" fill=\"%s\" text-anchor=\"%s\">", x, y, size, colour, anchor);
        out.append(escaped(text)).append("</text>\n");
    }

    /** With dashes as SVG writes them; empty for none. */
    void stroke(double x1, double y1, double x2, double y2, String colour, String dashes) {
        add("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"", x1, y1, x2, y2, colour);
        out.append(dashes.isEmpty() ? "" : " stroke-dasharray=\"" + dashes + "\"")
                .append("/>\n");
    }

    void circle(double x, double y, double r, String fill, String stroke) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" stroke=\"%s\"/>%n", x, y, r, fill, stroke);
    }

    /** Through [x, y] points; it is broken where one is not finite. */
    void line(List<double[]> points, String colour) {
        StringBuilder path = new StringBuilder();
        boolean joined = false;
        for (double[] point : points) {
            boolean there = Double.isFinite(point[0]) && Double.isFinite(point[1]);
            if (there) {
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", joined ? "L" : "M", point[0], point[1]));
            }
            joined = there;
        }
        add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.2\"/>%n", path, colour);
    }

    String document(double width, double height) {
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$.0f\" height=\"%2$.0f\" viewBox=\"0 0 %1$.0f %2$.0f\""
                        + " font-family=\"sans-serif\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n%3$s</svg>%n",
                width,
                height,
                out);
    }

    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values));
    }

    /** As XML 1.0 text; what may not stand in it becomes a question mark. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                default -> safe.appendCodePoint(isText(c) ? c : '?');
            }
        });
        return safe.toString();
    }

    private static boolean isText(int c) {
        return c >= ' ' && (c < 0xd800 || c > 0xdfff) && c != 0xfffe && c != 0xffff;
    }
}
