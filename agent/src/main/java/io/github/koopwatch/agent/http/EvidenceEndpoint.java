/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.Links;
import io.github.koopwatch.agent.evidence.EvidenceDocument;
import io.github.koopwatch.agent.evidence.Picture;
import io.github.koopwatch.agent.readmodel.AlertView;
import io.github.koopwatch.agent.readmodel.RunView;
import io.github.koopwatch.contract.RunKey;
import java.util.Optional;

/** What an alert rests on, as JSON or as a picture. */
final class EvidenceEndpoint {
    private final RunView model;
    private final Links links;

    EvidenceEndpoint(RunView model, Links links) {
        this.model = model;
        this.links = links;
    }

    Answer answer(Ask ask) {
        ask.allowsOnly("id", "format");
        String format = Optional.ofNullable(ask.query().get("format")).orElse("json");
        if (!format.equals("json") && !format.equals("svg")) {
            throw Problem.badQuery("format", "json or svg", RunKey.shown(format));
        }
        EvidenceDocument document = EvidenceDocument.of(alert(ask), links);
        return format.equals("json") ? Answer.json(document) : Answer.text("image/svg+xml", Picture.of(document));
    }

    private AlertView alert(Ask ask) {
        String id = Optional.ofNullable(ask.query().get("id"))
                .orElseThrow(() -> new Problem(400, "id: expected the id of an alert, got none"));
        return model.alert(id).orElseThrow(() -> Problem.notFound("alert", RunKey.shown(id)));
    }
}
