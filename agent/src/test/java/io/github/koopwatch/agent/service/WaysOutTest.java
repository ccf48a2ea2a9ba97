/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.agent.doors.DoorSettings;
import io.github.koopwatch.agent.notify.NotifySettings;
import io.github.koopwatch.agent.notify.Receiver;
import io.github.koopwatch.agent.notify.Severity;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An alert from a client's snapshot to a webhook and Alertmanager, and a person's answer all the way back. */
class WaysOutTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long BORN = 1_700_000_000_000L;
    private static final String ID = "odd/" + BORN + "/weights/NonFinite/1";

    @TempDir
    private Path data = Path.of("");

    private final Receiver webhook = new Receiver();
    private final Receiver alertmanager = new Receiver();

    private ServiceSettings settings() {
        return new ServiceSettings(
                Optional.empty(),
                new Properties(),
                EnumSet.allOf(Role.class),
                data,
                "127.0.0.1",
                false,
                0,
                0,
                0,
                new Topics(Topics.DEFAULT_PREFIX),
                2,
                1,
                1,
                new NotifySettings(
                        List.of(webhook.address("/hook")),
                        Optional.of("Bearer token"),
                        Optional.of(alertmanager.address("")),
                        Optional.empty(),
                        Severity.WARNING,
                        Optional.empty(),
                        Optional.empty()),
                DoorSettings.OPEN,
                ServiceLimits.standard());
    }

    @Test
    void alert_reachesEverybody_andSoDoesTheAnswer() throws Exception {
        try (webhook;
                alertmanager;
                Service service = Service.start(settings())) {
            await().atMost(LIMIT).until(service::ready);
            service.serve();
            Api api = new Api(service.endpoints().http());
            try (PublishingClient client =
                    PublishingClient.open(service.endpoints().grpc(), Trainings.start("odd", 2), BORN)) {
                client.snapshot("weights", 0, new float[] {1, 2});
                client.snapshot("weights", 1, new float[] {1, Float.NaN});
                await().atMost(LIMIT).untilAsserted(() -> assertThat(told(ID)).containsExactly("critical"));
                await().atMost(LIMIT).until(() -> api.events("odd").size() == 1);
                post(service, "runs/odd", "{\"text\":\"expected: a test\",\"alert_id\":\"" + ID + "\"}");
                await().atMost(LIMIT).untilAsserted(() -> assertThat(told(ID)).containsExactly("critical", "info"));
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(client.events())
                                .singleElement()
                                .satisfies(e -> assertThat(e.acknowledged()).isEqualTo("expected: a test")));
                ChangeEvent shown = api.events("odd").get(0);
                assertThat(shown.isNote()).isTrue();
                assertThat(api.metric("koopwatch_alert_active\\{[^}]*run=\"odd\"[^}]*severity=\"info\""))
                        .isEqualTo(1);
                assertThat(api.metric("koopwatch_marks_total\\{[^}]*outcome=\"accepted\""))
                        .isEqualTo(1);
                assertThat(api.metric("koopwatch_notifications_total\\{outcome=\"delivered\",target=\"webhook-1\""))
                        .isEqualTo(2);
                evidence(api, service);
            }
        }
    }

    /** Runs that fail together raise an alarm of their group, which is answered at the group's door. */
    @Test
    void alarmOfAGroup_reachesTheWebhook_andSoDoesTheAnswer() throws Exception {
        String id = "g:/0/-/NonFinite/1";
        List<PublishingClient> clients = new ArrayList<>();
        try (webhook;
                alertmanager;
                Service service = Service.start(settings())) {
            await().atMost(LIMIT).until(service::ready);
            service.serve();
            for (int i = 0; i < 5; i++) {
                PublishingClient client =
                        PublishingClient.open(service.endpoints().grpc(), Trainings.start("odd-" + i, 1), BORN);
                clients.add(client);
                client.snapshot("weights", 0, new float[] {1});
                client.snapshot("weights", 1, new float[] {Float.NaN});
            }
            await().atMost(LIMIT).untilAsserted(() -> assertThat(told(id)).containsExactly("warning"));
            String answer = "{\"text\":\"expected: a test\",\"alert_id\":\"" + id + "\"}";
            post(service, "groups/g", answer);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(told(id)).containsExactly("warning", "info"));
        } finally {
            clients.forEach(PublishingClient::close);
        }
    }

    private void evidence(Api api, Service service) throws IOException {
        Map<String, String> headers = webhook.requests.get(0).headers();
        assertThat(headers).containsEntry("authorization", "Bearer token");
        JsonNode links = webhook.requests.get(0).body().get("links");
        String own = "http://" + service.endpoints().http();
        assertThat(links.get("page").asText()).startsWith(own + "/#run=odd");
        for (String link : new String[] {"evidence", "picture", "runbook"}) {
            String path = links.get(link).asText().substring(own.length());
            assertThat(api.get(path).statusCode()).as(path).isEqualTo(200);
        }
        String path = "/api/v1/events/evidence?id=" + URLEncoder.encode(ID, StandardCharsets.UTF_8);
        JsonNode bundle = Json.read(api.get(path).body().getBytes(StandardCharsets.UTF_8), JsonNode.class);
        assertThat(bundle.at("/event/expected").asBoolean()).isTrue();
    }

    /** Severities of the versions of an event that the webhook was told; Alertmanager heard of it too. */
    private List<String> told(String id) {
        assertThat(alertmanager.requests)
                .anySatisfy(request -> assertThat(
                                request.body().at("/0/labels/alertname").asText())
                        .isEqualTo("KoopwatchNonFinite"));
        return webhook.requests.stream()
                .filter(request -> request.body().get("id").asText().equals(id))
                .map(request -> request.body().get("severity").asText())
                .toList();
    }

    private static void post(Service service, String of, String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + service.endpoints().http() + "/api/v1/" + of + "/marks"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
}
