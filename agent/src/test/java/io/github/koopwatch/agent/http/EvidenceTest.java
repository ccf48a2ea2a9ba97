/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.INCARNATION;
import static io.github.koopwatch.agent.readmodel.Samples.alert;
import static io.github.koopwatch.agent.readmodel.Samples.live;
import static io.github.koopwatch.agent.readmodel.Samples.window;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Evidence;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class EvidenceTest {
    private static final String ID = "one/" + INCARNATION + "/weights/RegimeShift/200";
    private static final Evidence SEEN = new Evidence(
            new Evidence.Channels(
                    List.of(198L, 199L, 200L),
                    List.of("coherence", "energy"),
                    List.of(new double[] {0.1, 0.2, 0.1}, new double[] {-3, Double.NaN, 2}),
                    List.of(new double[] {0, 1, 0}, new double[] {0, 0, 9})),
            Map.of("loss", 0.5, "lr", Double.NaN));

    private final HttpFixture http = new HttpFixture();

    @BeforeEach
    void oneAlert() {
        http.model.run("one", live("one", 400, START), START);
        for (long first = 0; first <= 300; first += 10) {
            http.model.spectrum(window("one", first));
        }
        http.model.event(alert("one", "RegimeShift", 200, "firing").withEvidence(SEEN));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private HttpResponse<String> ask(String id, String more) throws Exception {
        return http.get("/api/v1/events/evidence?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8) + more);
    }

    private JsonNode json(String id) throws Exception {
        HttpResponse<String> answer = ask(id, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonMapper().readTree(answer.body());
    }

    @Test
    void bundle_hasTheEventItsChannelsScalarsWindowsAndLinks() throws Exception {
        JsonNode bundle = json(ID);
        assertThat(bundle.at("/event/id").asText()).isEqualTo(ID);
        assertThat(bundle.at("/channels/steps/2").asLong()).isEqualTo(200);
        assertThat(bundle.at("/channels/names/1").asText()).isEqualTo("energy");
        assertThat(bundle.at("/channels/values/1/1").isNull()).isTrue();
        assertThat(bundle.at("/channels/scores/1/2").asDouble()).isEqualTo(9);
        assertThat(bundle.at("/scalars/loss").asDouble()).isEqualTo(0.5);
        assertThat(bundle.at("/scalars/lr").isNull()).isTrue();
        // onset at 195: rows 90 to 189 end before it, rows 200 to 299 begin after it
        assertThat(bundle.at("/spectra/before/last_step").asLong()).isEqualTo(189);
        assertThat(bundle.at("/spectra/after/first_step").asLong()).isEqualTo(200);
        assertThat(bundle.at("/links/page").asText()).startsWith("/#run=one&event=one%2F");
        assertThat(bundle.at("/links/runbook").asText()).isEqualTo("/runbooks/RegimeShift");
        assertThat(http.get(bundle.at("/links/picture").asText()).statusCode()).isEqualTo(200);
    }

    @Test
    void laterVersion_keepsTheEvidence_andListsLeaveItOut() throws Exception {
        http.model.event(alert("one", "RegimeShift", 200, "resolved"));
        assertThat(json(ID).at("/event/state").asText()).isEqualTo("resolved");
        assertThat(json(ID).at("/channels/steps").size()).isEqualTo(3);
        assertThat(http.get("/api/v1/runs/one/events").body()).contains(ID).doesNotContain("\"evidence\"");
    }

    @Test
    void alertWithoutEvidence_hasItsWindowsAllTheSame() throws Exception {
        http.model.event(alert("one", "Stall", 320, "firing"));
        JsonNode bundle = json("one/" + INCARNATION + "/weights/Stall/320");
        assertThat(bundle.get("channels").isNull()).isTrue();
        assertThat(bundle.get("scalars")).isEmpty();
        // onset at 315: no window begins after it yet, so the newest that has reached it
        assertThat(bundle.at("/spectra/after/first_step").asLong()).isEqualTo(300);
        assertThat(ask("one/" + INCARNATION + "/weights/Stall/320", "&format=svg")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void alertOfAGroup_hasNoWindows() throws Exception {
        http.model.event(alert(null, "RunsDiverged", 50, "firing"));
        JsonNode bundle = json("null/" + INCARNATION + "/weights/RunsDiverged/50");
        assertThat(bundle.at("/spectra/before").isNull()).isTrue();
        assertThat(bundle.at("/links/page").asText()).startsWith("/#group=g&event=");
    }

    @Test
    void picture_isWellFormed_andHoldsTextAsText() throws Exception {
        ChangeEvent event = alert("one", "RegimeShift", 200, "firing");
        http.model.event(event.withEvidence(SEEN));
        HttpResponse<String> answer = ask(ID, "&format=svg");
        assertThat(answer.headers().firstValue("Content-Type")).contains("image/svg+xml; charset=utf-8");
        Document svg = parse(answer.body());
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        // two channels, the one that spoke first, broken where it has no value
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(2);
        assertThat(svg.getElementsByTagName("path")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("d")
                        .getNodeValue())
                .matches("M[0-9. ]+M[0-9. ]+");
        // two unit circles and the two modes of each of the windows
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(6);
        assertThat(svg.getDocumentElement().getTextContent())
                .contains("RegimeShift at step 200", "The dynamics changed.", "loss 0.5", "steps 90 to 189");
    }

    @Test
    void picture_ofAHostileMessage_holdsNoMarkup() throws Exception {
        ChangeEvent e = alert("one", "Stall", 9, "firing").answered(false, "x");
        ChangeEvent hostile = new ChangeEvent(
                e.id(),
                e.run(),
                e.group(),
                e.other(),
                e.observable(),
                e.preset(),
                e.incarnation(),
                e.kind(),
                e.cause(),
                e.direction(),
                e.step(),
                e.onsetStep(),
                e.channel(),
                e.statistic(),
                e.threshold(),
                e.severity(),
                e.state(),
                e.expected(),
                "<script>alert(1)</script> & \u0001 \ud800");
        http.model.event(hostile);
        Document svg = parse(ask(e.id(), "&format=svg").body());
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getDocumentElement().getTextContent()).contains("<script>alert(1)</script> & ? ?");
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void badRequests_areAnsweredWithExpectedAndActual() throws Exception {
        assertThat(ask("one/1/nothing", "").statusCode()).isEqualTo(404);
        assertThat(http.get("/api/v1/events/evidence").statusCode()).isEqualTo(400);
        assertThat(ask(ID, "&format=png").body()).contains("json or svg", "png");
    }

    @Test
    void everyKind_hasARunbookThatSaysTheSameThings() throws Exception {
        JsonNode kinds = new YAMLMapper()
                .readTree(OpenApi.document().body())
                .at("/components/schemas/Event/properties/kind/enum");
        assertThat(kinds).hasSizeGreaterThanOrEqualTo(11);
        for (JsonNode kind : kinds) {
            HttpResponse<String> runbook = http.get("/runbooks/" + kind.asText());
            assertThat(runbook.statusCode()).as(kind.asText()).isEqualTo(200);
            assertThat(runbook.body())
                    .startsWith("# " + kind.asText() + "\n")
                    .contains(
                            "\n## What it means\n",
                            "\n## What to look at\n",
                            "\n## What usually causes it\n",
                            "\n## What to do\n",
                            "\n## It was expected\n");
            assertThat(http.get("/runbooks/" + kind.asText() + ".md").body()).isEqualTo(runbook.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Nothing", "..", "%2e%2e%2fopenapi.yaml", "a.b", "Stall.txt"})
    void otherRunbooks_areNotServed(String name) throws Exception {
        String answer = http.raw("GET /runbooks/" + name + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).doesNotContain("openapi:").matches("(?s)HTTP/1.1 (404|400|200) .*");
        assertThat(answer).doesNotContain("# Stall");
    }
}
