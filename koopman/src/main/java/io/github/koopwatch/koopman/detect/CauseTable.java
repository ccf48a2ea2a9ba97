/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Names the cause of a shift from what the channels did around the alarm, by linear discriminants that were trained on the
 * development runs of the validation set: one for each of what may be known, with parameter groups or without, with a
 * logged loss or without.
 */
final class CauseTable {
    /** Rows from the alarm on that are looked at. */
    static final int ROWS = Course.RESPONSE;

    private static final Map<String, Discriminant> TABLES = read("causes.csv");

    private CauseTable() {}

    /**
     * Needs {@link #ROWS} rows from the alarm's on.
     *
     * @param onset row of the estimated begin of the change
     * @param alarm row that fired
     */
    static Attribution attribute(SlotRing ring, long onset, long alarm) {
        CauseFeatures features = new CauseFeatures(ring, onset, alarm);
        return table(features.hasGroups(), features.hasLoss()).attribute(features.values());
    }

    static Discriminant table(boolean groups, boolean loss) {
        String name = (groups ? "groups" : "model") + (loss ? "-loss" : "");
        return Objects.requireNonNull(TABLES.get(name), name);
    }

    private static Map<String, Discriminant> read(String resource) {
        try (InputStream in = Objects.requireNonNull(CauseTable.class.getResourceAsStream(resource), resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return tables(lines.lines().filter(line -> !line.startsWith("#")).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A table begins with the line of its features' names. */
    private static Map<String, Discriminant> tables(List<String> lines) {
        Map<String, Discriminant> tables = new HashMap<>();
        Discriminant table = new Discriminant(List.of(), List.of());
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            if (cells[1].equals("constant")) {
                table = new Discriminant(new ArrayList<>(), new ArrayList<>());
                tables.put(cells[0], table);
            } else {
                table.causes().add(Cause.valueOf(cells[0].toUpperCase(Locale.ROOT)));
                table.rows()
                        .add(Arrays.stream(cells, 1, cells.length)
                                .mapToDouble(Double::parseDouble)
                                .toArray());
            }
        }
        return tables;
    }
}
