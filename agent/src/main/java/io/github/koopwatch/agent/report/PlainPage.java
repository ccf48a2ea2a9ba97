/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.report;

import java.util.List;
import java.util.stream.Collectors;

/** One HTML file of texts, tables and still pictures, which needs nothing else, not even a script. */
public final class PlainPage {
    private static final String STYLE = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;"
            + "padding:0 1rem;color:#1d2733;background:#fff}table{border-collapse:collapse;margin:0 0 1.5rem}"
            + "caption{text-align:left;font-weight:600;padding:.4rem 0}th,td{padding:.2rem .7rem;text-align:left;"
            + "vertical-align:top;border-bottom:1px solid #d8dee6;font-variant-numeric:tabular-nums}"
            + "figure{margin:0 0 1.5rem}figcaption{font-weight:600}svg{max-width:100%;height:auto}";

    private final String title;
    private final StringBuilder body = new StringBuilder();

    public PlainPage(String title) {
        this.title = title;
        body.append("<h1>").append(escaped(title)).append("</h1>\n");
    }

    public void heading(String text) {
        element("h2", text);
    }

    public void paragraph(String text) {
        element("p", text);
    }

    /** @param rows [row][column], as many columns as have a name */
    public void table(String caption, List<String> columns, List<List<String>> rows) {
        body.append("<table>\n<caption>").append(escaped(caption)).append("</caption>\n<thead>");
        body.append(row(columns, "th")).append("</thead>\n<tbody>\n");
        rows.forEach(cells -> body.append(row(cells, "td")).append('\n'));
        body.append("</tbody>\n</table>\n");
    }

    /** @param svg one SVG element, taken as it is */
    public void picture(String caption, String svg) {
        body.append("<figure>\n<figcaption>").append(escaped(caption)).append("</figcaption>\n");
        body.append(svg).append("</figure>\n");
    }

    /** The whole document. */
    public String html() {
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"generator\" content=\"Koopwatch\">\n<title>" + escaped(title) + "</title>\n<style>"
                + STYLE
                + "</style>\n</head>\n<body>\n" + body + "</body>\n</html>\n";
    }

    private void element(String tag, String text) {
        body.append('<').append(tag).append('>').append(escaped(text));
        body.append("</").append(tag).append(">\n");
    }

    private static String row(List<String> cells, String tag) {
        return cells.stream()
                .map(cell -> "<" + tag + ">" + escaped(cell) + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
