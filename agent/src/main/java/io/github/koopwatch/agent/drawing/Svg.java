/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.drawing;

import java.util.List;
import java.util.Locale;

/** An SVG document that is written from its beginning to its end. Texts are escaped. */
final class Svg {
    /** Okabe and Ito's colours, which every eye tells apart. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

    static final String SOFT = "#5b6673";
    static final String GRID = "#e3e7ec";
    private static final String TEXT = "#1d2733";

    private final StringBuilder out = new StringBuilder();

    Svg(int width, int height, String title) {
        write(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " font-family=\"system-ui,sans-serif\" font-size=\"13\">",
                width, height, width, height);
        write("<title>%s</title><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", escaped(title), width, height);
    }

    /** The colour of the n-th thing that is drawn. */
    static String colour(int n) {
        return COLOURS.get(n % COLOURS.size());
    }

    /** @param anchor start, middle or end */
    void text(double x, double y, String anchor, String text) {
        write(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>",
                x, y, anchor, TEXT, escaped(text));
    }

    /** A text that is read upwards. */
    void upright(double x, double y, String text) {
        write(
                "<text transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"middle\" fill=\"%s\">%s</text>",
                x, y, TEXT, escaped(text));
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        write("<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"%s\" fill=\"none\"/>", x1, y1, x2, y2, colour);
    }

    /** @param d path data */
    void path(String d, String colour, boolean dashed) {
        write(
                "<path d=\"%s\" stroke=\"%s\" stroke-width=\"1.6\" fill=\"none\" stroke-linejoin=\"round\"%s/>",
                d, colour, dashed ? " stroke-dasharray=\"5 4\"" : "");
    }

    void circle(double x, double y, double r, String stroke, String fill) {
        write("<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\" stroke=\"%s\" fill=\"%s\"/>", x, y, r, stroke, fill);
    }

    void box(double x, double y, double width, double height, String fill) {
        write(
                "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\" shape-rendering=\"crispEdges\"/>",
                x, y, width, height, fill);
    }

    /** Names beside a sign in their colours, one under another. */
    void legend(double x, double y, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            Mark.of(i).draw(this, x, y + 18 * i - 4, colour(i));
            text(x + 10, y + 18 * i, "start", names.get(i));
        }
    }

    /** What is drawn until {@link #unclip} stays inside this box. */
    void clip(double x, double y, double width, double height) {
        String id = "c" + Integer.toHexString(out.toString().hashCode()); // several pictures may share a page
        write(
                "<clipPath id=\"%s\"><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/></clipPath>"
                        + "<g clip-path=\"url(#%s)\">",
                id, x, y, width, height, id);
    }

    void unclip() {
        write("</g>");
    }

    String end() {
        return out + "</svg>\n";
    }

    private void write(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
