/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import java.util.ArrayList;
import java.util.List;

/** A table of texts; [row][column]. */
public record Table(String title, List<String> columns, List<List<String>> rows) {
    /** As lines of columns of equal width, the first one to the left, the others to the right. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(title);
        lines.add(line(columns));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder("  ");
        for (int c = 0; c < cells.size(); c++) {
            String pad = " ".repeat(width(c) - cells.get(c).length());
            line.append(c == 0 ? cells.get(c) + pad : "  " + pad + cells.get(c));
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int widest = columns.get(column).length();
        for (List<String> row : rows) {
            widest = Math.max(widest, row.get(column).length());
        }
        return widest;
    }
}
