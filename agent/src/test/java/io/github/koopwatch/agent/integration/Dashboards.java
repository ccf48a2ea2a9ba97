/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dashboards as they are shipped. */
final class Dashboards {
    static final List<String> NAMES = List.of("overview", "run", "group", "service");

    private Dashboards() {}

    /** One question to Prometheus; {@code where} names dashboard and panel. */
    record Query(String where, JsonNode target) {
        String expression() {
            return target.path("expr").asText();
        }

        boolean instant() {
            return target.path("instant").asBoolean();
        }
    }

    static JsonNode read(String name) {
        return Repository.json(Repository.text("grafana/dashboards/" + name + ".json"));
    }

    static Stream<JsonNode> all() {
        return NAMES.stream().map(Dashboards::read);
    }

    /** Panels that show something: all but rows. */
    static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    /** What the panels and the annotations ask. */
    static List<Query> queries(JsonNode dashboard) {
        String name = dashboard.path("uid").asText();
        List<Query> queries = new ArrayList<>();
        panels(dashboard)
                .forEach(panel -> panel.path("targets")
                        .forEach(target -> queries.add(
                                new Query(name + ": " + panel.path("title").asText(), target))));
        dashboard.path("annotations").path("list").forEach(annotation -> {
            if (annotation.has("expr")) {
                queries.add(new Query(
                        name + ": annotation " + annotation.path("name").asText(), annotation));
            }
        });
        return queries;
    }

    static List<JsonNode> variables(JsonNode dashboard) {
        List<JsonNode> variables = new ArrayList<>();
        dashboard.path("templating").path("list").forEach(variables::add);
        return variables;
    }

    static JsonNode panel(JsonNode dashboard, String title) {
        return panels(dashboard).stream()
                .filter(panel -> panel.path("title").asText().equals(title))
                .findFirst()
                .orElseThrow();
    }
}
