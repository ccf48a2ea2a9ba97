/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import java.util.List;
import java.util.stream.Collectors;

/** The tables of a validation as one HTML file that needs nothing else, not even a script. */
public final class ValidationPage {
    private static final String STYLE = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;"
            + "padding:0 1rem;color:#1d2733;background:#fff}table{border-collapse:collapse;margin:0 0 2rem}"
            + "caption{text-align:left;font-weight:600;padding:.4rem 0}th,td{padding:.2rem .7rem;text-align:right;"
            + "border-bottom:1px solid #d8dee6;font-variant-numeric:tabular-nums}th:first-child,td:first-child{"
            + "text-align:left}";

    private ValidationPage() {}

    /** The whole document. */
    public static String html(String source, Validation validation) {
        String tables = ValidationTables.tables(validation).stream()
                .map(ValidationPage::table)
                .collect(Collectors.joining("\n"));
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                + "<meta name=\"generator\" content=\"Koopwatch\">\n<title>Koopwatch: alarms judged</title>\n<style>"
                + STYLE
                + "</style>\n</head>\n<body>\n<h1>Alarms judged</h1>\n<p>Runs of " + escaped(source)
                + ". Caught: an alarm within 50 steps of the change. False: an alert before the change, or without one.</p>\n"
                + tables + "\n</body>\n</html>\n";
    }

    private static String table(Table table) {
        return "<table>\n<caption>" + escaped(table.title()) + "</caption>\n<thead>" + row(table.columns(), "th")
                + "</thead>\n<tbody>\n"
                + table.rows().stream().map(cells -> row(cells, "td")).collect(Collectors.joining("\n"))
                + "\n</tbody>\n</table>";
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
