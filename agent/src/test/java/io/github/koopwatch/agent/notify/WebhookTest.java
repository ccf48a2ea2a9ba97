/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import static io.github.koopwatch.agent.readmodel.Samples.INCARNATION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.koopwatch.agent.readmodel.Samples;
import io.github.koopwatch.contract.result.Evidence;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebhookTest extends NotifierContract {
    @Override
    Notifier open(Post post) {
        return new Webhook(post, LINKS);
    }

    private Receiver.Request told(Notice notice) throws Undelivered {
        open(new Post(receiver.address("/"), Optional.empty())).tell(notice);
        return receiver.requests.get(receiver.requests.size() - 1);
    }

    @Test
    void body_isTheEventAsTheApiShowsIt_withLinks() throws Undelivered {
        JsonNode body = told(notice(event("Stall", 9, "firing").withEvidence(new Evidence(null, Map.of("loss", 1.0)))))
                .body();
        assertThat(body.get("id").asText()).isEqualTo("r/" + INCARNATION + "/weights/Stall/9");
        assertThat(body.get("onset_step").asLong()).isEqualTo(4);
        assertThat(body.has("evidence")).isFalse();
        assertThat(body.at("/links/page").asText()).startsWith("http://page.example/#run=r&event=r%2F");
        assertThat(body.at("/links/evidence").asText())
                .isEqualTo(
                        "http://page.example/api/v1/events/evidence?id=r%2F" + INCARNATION + "%2Fweights%2FStall%2F9");
        assertThat(body.at("/links/runbook").asText()).isEqualTo("http://page.example/runbooks/Stall");
    }

    @Test
    void headers_areThoseOfCloudEvents() throws Undelivered {
        Map<String, String> headers = told(notice(event("Stall", 9, "firing"))).headers();
        assertThat(headers)
                .containsEntry("ce-specversion", "1.0")
                .containsEntry("ce-id", "r/" + INCARNATION + "/weights/Stall/9")
                .containsEntry("ce-source", "/koopwatch/runs/r")
                .containsEntry("ce-type", "io.github.koopwatch.Stall")
                .containsEntry("ce-time", clock.instant().toString());
        assertThat(told(notice(Samples.alert(null, "RunsDiverged", 9, "firing")))
                        .headers())
                .containsEntry("ce-source", "/koopwatch/groups/g");
    }
}
