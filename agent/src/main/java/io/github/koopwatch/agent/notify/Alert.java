/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.koopwatch.agent.Links;
import io.github.koopwatch.contract.result.ChangeEvent;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An alert as Alertmanager's API v2 takes it; its labels are what it is. */
record Alert(
        Map<String, String> labels,
        Map<String, String> annotations,
        @JsonProperty("startsAt") String startsAt,
        @JsonProperty("endsAt") String endsAt,
        @JsonProperty("generatorURL") String generatorUrl) {
    private static final Map<String, String> SUMMARIES = Map.of(
            "RegimeShift", "The dynamics of a training run changed.",
            "Instability", "A training run is becoming unstable.",
            "Oscillation", "A training run oscillates.",
            "Stall", "A training run no longer moves.",
            "NonFinite", "A training run holds values that are not finite.",
            "PartialFreeze", "Part of a model no longer moves.",
            "RunsDiverged", "Two training runs are no longer equivalent.",
            "GrokkingDivergence", "Two training runs part before their loss shows it.",
            "RunStale", "A training run fell silent.");

    static Alert of(ChangeEvent event, Links.Of links, Map<String, String> labels, Instant startsAt, Instant endsAt) {
        return new Alert(labels, annotations(event, links), startsAt.toString(), endsAt.toString(), links.page());
    }

    static Map<String, String> labels(ChangeEvent event) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("alertname", "Koopwatch" + event.kind());
        labels.put("kind", event.kind());
        labels.put("group", event.group());
        labels.put("severity", event.severity());
        labels.put("cause", event.cause());
        putIfThere(labels, "run", event.run());
        putIfThere(labels, "other", event.other());
        putIfThere(labels, "observable", event.observable());
        return labels;
    }

    private static Map<String, String> annotations(ChangeEvent event, Links.Of links) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(
                "summary", SUMMARIES.getOrDefault(event.kind(), "Something about a training run is worth knowing."));
        annotations.put("description", event.message());
        annotations.put("runbook_url", links.runbook());
        annotations.put("dashboard_url", links.page());
        annotations.put("evidence_url", links.picture());
        putIfThere(annotations, "acknowledged", event.acknowledged());
        return annotations;
    }

    private static void putIfThere(Map<String, String> to, String name, @Nullable String value) {
        if (value != null) {
            to.put(name, value);
        }
    }
}
