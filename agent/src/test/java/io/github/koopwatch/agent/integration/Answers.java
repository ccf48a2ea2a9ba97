/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks Prometheus what a dashboard asks it, with the dashboard's variables as Grafana would fill them in. */
final class Answers {
    private static final int SECONDS = 90;
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");

    private final Prometheus prometheus;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final double to = System.currentTimeMillis() / 1000.0;

    /** Resolves the variables in their order; {@code preferred} says which value is chosen where one is. */
    Answers(Prometheus prometheus, JsonNode dashboard, Map<String, String> preferred) {
        this.prometheus = prometheus;
        values.put("__rate_interval", "20s");
        values.put("__range", SECONDS + "s");
        values.put("__from", String.valueOf((long) ((to - SECONDS) * 1000)));
        values.put("__to", String.valueOf((long) (to * 1000)));
        for (JsonNode variable : Dashboards.variables(dashboard)) {
            if (variable.path("type").asText().equals("query")) {
                String name = variable.path("name").asText();
                values.put(name, value(variable, preferred.getOrDefault(name, "")));
            }
        }
    }

    private String value(JsonNode variable, String preferred) {
        String query = variable.path("query").path("query").asText();
        Matcher parts = LABEL_VALUES.matcher(query);
        if (!parts.matches()) {
            throw new AssertionError("variable: expected label_values(…), got " + query);
        }
        List<String> all = prometheus.labelValues(parts.group(2), filled(parts.group(1)));
        if (all.isEmpty() || !(preferred.isEmpty() || all.contains(preferred))) {
            throw new AssertionError(query + ": expected " + preferred + ", got " + all);
        }
        return variable.path("multi").asBoolean()
                ? variable.path("allValue").asText()
                : preferred.isEmpty() ? all.get(0) : preferred;
    }

    String filled(String expression) {
        return VARIABLE.matcher(expression).replaceAll(m -> {
            String value = values.get(m.group(1));
            if (value == null) {
                throw new AssertionError("no variable " + m.group(1) + " for " + expression);
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /** The result as Prometheus gives it: a value for each series, or values over time. */
    JsonNode of(JsonNode target) {
        String expression = filled(target.path("expr").asText());
        return target.path("instant").asBoolean()
                ? prometheus.query(expression)
                : prometheus.range(expression, to - SECONDS, to, 1);
    }

    /** Whether there is at least one finite number in it. */
    static boolean speaks(JsonNode result) {
        return Repository.elements(result)
                .anyMatch(series -> isFinite(series.path("value").path(1))
                        || Repository.elements(series.path("values")).anyMatch(point -> isFinite(point.path(1))));
    }

    private static boolean isFinite(JsonNode number) {
        return !number.isMissingNode() && !List.of("NaN", "+Inf", "-Inf").contains(number.asText());
    }
}
