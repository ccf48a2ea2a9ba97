/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The figures of a validation as tables. */
public final class ValidationTables {
    private static final List<String> COLUMNS = List.of(
            "", "changes", "caught", "recall", "95 %", "median", "p90", "false", "armed", "per 10,000", "95 % ");

    private ValidationTables() {}

    /** For a human. */
    public static List<String> lines(Validation validation) {
        List<String> lines = new ArrayList<>();
        for (Table table : tables(validation)) {
            lines.addAll(table.lines());
            lines.add("");
        }
        for (Verdict verdict : validation.views()) {
            lines.add(verdict.view() + ", missed: " + listed(verdict.missed()));
            lines.add(verdict.view() + ", false alarms in: " + listed(verdict.falselyAlarmed()));
        }
        return lines;
    }

    private static String listed(List<String> names) {
        return names.isEmpty() ? "none" : String.join(" ", names);
    }

    static List<Table> tables(Validation validation) {
        List<Table> tables = new ArrayList<>();
        tables.add(new Table(
                validation.runs() + " runs, by what the detector is shown; delays in steps",
                COLUMNS,
                validation.views().stream()
                        .map(verdict -> row(verdict.view(), verdict.all()))
                        .toList()));
        tables.add(causes(validation));
        for (Verdict verdict : validation.views()) {
            tables.add(kinds(verdict));
        }
        validation.views().stream()
                .filter(verdict -> !verdict.confusion().isEmpty())
                .map(ValidationTables::confusion)
                .forEach(tables::add);
        return tables;
    }

    private static Table causes(Validation validation) {
        return new Table(
                "Causes: of the changes caught, named; of those named, right",
                List.of("", "caught", "named", "share", "right", "share "),
                validation.views().stream()
                        .filter(verdict -> !verdict.confusion().isEmpty())
                        .map(ValidationTables::causes)
                        .toList());
    }

    private static List<String> causes(Verdict verdict) {
        Figures f = verdict.all();
        return List.of(
                verdict.view(),
                whole(f.caught()),
                whole(f.named()),
                three(f.namedShare()),
                whole(f.right()),
                three(f.rightShare()));
    }

    private static Table kinds(Verdict verdict) {
        return new Table(
                verdict.view() + ", by kind",
                COLUMNS,
                verdict.kinds().entrySet().stream()
                        .map(kind -> row(kind.getKey(), kind.getValue()))
                        .toList());
    }

    private static List<String> row(String name, Figures f) {
        return List.of(
                name,
                whole(f.changes()),
                whole(f.caught()),
                three(f.recall().value()),
                f.changes() == 0 ? "" : interval(f.recall(), "%.3f"),
                steps(f.medianDelay()),
                steps(f.p90Delay()),
                whole(f.falseAlarms()),
                String.format(Locale.ROOT, "%,d", f.armed()),
                f.armed() == 0
                        ? ""
                        : String.format(Locale.ROOT, "%.2f", f.per10k().value()),
                f.armed() == 0 ? "" : interval(f.per10k(), "%.2f"));
    }

    private static Table confusion(Verdict verdict) {
        TreeSet<String> named = new TreeSet<>();
        verdict.confusion().values().forEach(row -> named.addAll(row.keySet()));
        return new Table(
                verdict.view() + ", true cause in rows, what it was called in columns",
                Stream.concat(Stream.of(""), named.stream()).toList(),
                verdict.confusion().entrySet().stream()
                        .map(row -> confused(row.getKey(), row.getValue(), named))
                        .toList());
    }

    private static List<String> confused(String truth, Map<String, Long> row, TreeSet<String> named) {
        return Stream.concat(
                        Stream.of(truth),
                        named.stream().map(name -> row.containsKey(name) ? String.valueOf(row.get(name)) : "."))
                .toList();
    }

    private static String interval(Figures.Estimate estimate, String format) {
        return String.format(Locale.ROOT, "[" + format + ", " + format + "]", estimate.low(), estimate.high());
    }

    private static String three(double share) {
        return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.3f", share);
    }

    private static String steps(double delay) {
        return Double.isNaN(delay) ? "" : String.format(Locale.ROOT, "%.0f", delay);
    }

    private static String whole(int count) {
        return String.valueOf(count);
    }
}
