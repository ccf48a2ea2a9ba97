/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The recorded ratios of the benchmarks, each measured within one run, and what a new measurement is beside them. */
public final class Ratios {
    private static final String FILE = "/bench/ratios.csv";
    private static final int FIELDS = 3;

    private Ratios() {}

    /**
     * A ratio of which more is better.
     *
     * @param value as recorded
     * @param tolerance share of it by which a measurement may be less without being marked
     */
    public record Recorded(double value, double tolerance) {}

    /**
     * A ratio measured anew.
     *
     * @param worse whether it is less than the tolerance allows
     */
    public record Compared(String name, double measured, double recorded, double tolerance, boolean worse) {
        static Compared of(String name, double measured, Recorded recorded) {
            boolean worse = !(measured >= recorded.value() * (1 - recorded.tolerance()));
            return new Compared(name, measured, recorded.value(), recorded.tolerance(), worse);
        }
    }

    /** By name, from the file that ships. */
    public static Map<String, Recorded> recorded() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Ratios.class.getResourceAsStream(FILE), FILE), StandardCharsets.UTF_8))) {
            return parsed(lines.lines().toList());
        }
    }

    /** Lines {@code name,value,tolerance} after a heading; lines that begin with # say something to a reader. */
    static Map<String, Recorded> parsed(List<String> lines) {
        Map<String, Recorded> recorded = new LinkedHashMap<>();
        lines.stream().filter(line -> !line.startsWith("#")).skip(1).forEach(line -> {
            String[] fields = line.split(",", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException(FILE + ": expected name,value,tolerance, got " + line);
            }
            recorded.put(fields[0], new Recorded(Double.parseDouble(fields[1]), Double.parseDouble(fields[2])));
        });
        return recorded;
    }

    /** Each measured ratio beside its record; throws IllegalArgumentException for one that has none. */
    public static List<Compared> compared(Map<String, Double> measured, Map<String, Recorded> recorded) {
        return measured.entrySet().stream()
                .map(m -> {
                    Recorded its = recorded.get(m.getKey());
                    if (its == null) {
                        throw new IllegalArgumentException(FILE + ": no " + m.getKey());
                    }
                    return Compared.of(m.getKey(), m.getValue(), its);
                })
                .toList();
    }
}
