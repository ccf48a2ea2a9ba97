/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.v1.Mark;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/** Reads a mark from JSON: step (the run's last where there is none), text, alert_id. */
final class MarkRequest {
    private static final List<String> FIELDS = List.of("step", "text", "alert_id");

    private MarkRequest() {}

    /** Throws a Problem that names expected and actual. */
    static Mark read(byte[] body, long lastStep) {
        JsonNode json = parse(body);
        known(json.fieldNames());
        return Mark.newBuilder()
                .setStep(step(json.path("step"), lastStep))
                .setText(text(json, "text"))
                .setAlertId(text(json, "alert_id"))
                .build();
    }

    private static JsonNode parse(byte[] body) {
        try {
            JsonNode json = Json.read(body, JsonNode.class);
            if (json.isObject()) {
                return json;
            }
        } catch (IOException ignored) {
            // said below, like JSON of another kind
        }
        throw new Problem(400, "body: expected a JSON object of step, text and alert_id");
    }

    private static void known(Iterator<String> names) {
        while (names.hasNext()) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw Problem.badQuery("field", "one of " + String.join(", ", FIELDS), RunKey.shown(name));
            }
        }
    }

    private static long step(JsonNode step, long lastStep) {
        if (step.isMissingNode() || step.isNull()) {
            return lastStep;
        }
        if (!step.isIntegralNumber() || !step.canConvertToLong()) {
            throw Problem.badQuery("step", "a whole number", RunKey.shown(step.toString()));
        }
        return step.longValue();
    }

    private static String text(JsonNode json, String name) {
        JsonNode text = json.path(name);
        if (text.isMissingNode() || text.isNull()) {
            return "";
        }
        if (!text.isTextual()) {
            throw Problem.badQuery(name, "a text", RunKey.shown(text.toString()));
        }
        return text.textValue();
    }
}
