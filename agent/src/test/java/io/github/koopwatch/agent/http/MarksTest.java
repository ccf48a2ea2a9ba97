/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.INCARNATION;
import static io.github.koopwatch.agent.readmodel.Samples.alert;
import static io.github.koopwatch.agent.readmodel.Samples.live;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.readmodel.Samples;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.v1.Mark;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarksTest {
    private static final String MARKS = "/api/v1/runs/one/marks";
    private static final String GROUP = "/api/v1/groups/g/marks";
    private static final String APART = "g:a:b/0/weights/RunsDiverged/50";
    private static final String STALL = "one/" + INCARNATION + "/weights/Stall/200";

    private final HttpFixture http = new HttpFixture();

    @BeforeEach
    void oneRun() {
        http.model.run("one", live("one", 259, START), START);
        http.model.event(alert("one", "Stall", 200, "firing"));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private double counted(String outcome) {
        return http.registry
                .get("koopwatch.marks")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private void assertRefused(HttpResponse<String> answer, int status, String... words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains(words);
        assertThat(http.marks).isEmpty();
    }

    @Test
    void mark_isWrittenUnderTheCurrentIncarnation_andAnswered() throws Exception {
        HttpResponse<String> answer =
                http.post(MARKS, "{\"step\":250,\"text\":\"expected: lr drop\",\"alert_id\":\"" + STALL + "\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body())
                .isEqualTo("{\"run\":\"one\",\"incarnation\":" + INCARNATION
                        + ",\"step\":250,\"text\":\"expected: lr drop\",\"alert_id\":\"" + STALL + "\"}");
        assertThat(http.marks).singleElement().satisfies(mark -> {
            assertThat(mark.getKey()).isEqualTo("one");
            assertThat(mark.getValue().getIncarnation()).isEqualTo(INCARNATION);
            assertThat(mark.getValue().getMark())
                    .isEqualTo(Mark.newBuilder()
                            .setStep(250)
                            .setText("expected: lr drop")
                            .setAlertId(STALL)
                            .build());
        });
        assertThat(counted("accepted")).isEqualTo(1);
    }

    @Test
    void announcement_withoutStep_isAtTheLastOne() throws Exception {
        assertThat(http.post(MARKS, "{\"text\":\"lr drop\"}").statusCode()).isEqualTo(202);
        assertThat(http.marks.get(0).getValue().getMark().getStep()).isEqualTo(259);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json|JSON object",
                "[1]|JSON object",
                "{}|a text or an alert id",
                "{\"text\":7}|a text",
                "{\"text\":\"a\",\"step\":1.5}|a whole number",
                "{\"text\":\"a\",\"step\":-1}|0 to 2^53",
                "{\"txt\":\"a\"}|one of step, text, alert_id",
                "{\"text\":\"a\",\"step\":99999999999999999999}|a whole number"
            })
    void malformedMark_isRefusedWithWhatWasExpected(String body, String expected) throws Exception {
        assertRefused(http.post(MARKS, body), 400, "expected", expected);
        assertThat(counted("refused")).isEqualTo(1);
    }

    @Test
    void textThatIsTooLong_isRefused() throws Exception {
        assertRefused(http.post(MARKS, "{\"text\":\"" + "a".repeat(1025) + "\"}"), 400, "at most 1024", "1025");
    }

    @Test
    void unknownRunOrAlert_is404() throws Exception {
        assertRefused(http.post("/api/v1/runs/nobody/marks", "{\"text\":\"a\"}"), 404, "nobody");
        assertRefused(http.post(MARKS, "{\"alert_id\":\"one/1/weights/Stall/7\"}"), 404, "one/1/weights/Stall/7");
    }

    @Test
    void alertOfAnIncarnationThatIsOver_is409() throws Exception {
        http.model.run("one", Samples.run("one", "live", INCARNATION + 1, 3L, START), START);
        assertRefused(http.post(MARKS, "{\"alert_id\":\"" + STALL + "\"}"), 409, "" + (INCARNATION + 1));
    }

    /** An event as the topology tells it: between run one and another, or, without a run, of the group. */
    private void between(@Nullable String run, String id) {
        ChangeEvent e = alert("one", "RunsDiverged", 50, "firing");
        http.model.event(new ChangeEvent(
                id,
                run,
                e.group(),
                run == null ? null : "two",
                e.observable(),
                e.preset(),
                0,
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
                e.message()));
    }

    private void assertWritten(HttpResponse<String> answer, String run, String id) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(http.marks).singleElement().satisfies(mark -> {
            assertThat(mark.getKey()).isEqualTo(run);
            assertThat(mark.getValue().getIncarnation()).isEqualTo(INCARNATION);
            assertThat(mark.getValue().getMark().getAlertId()).isEqualTo(id);
            assertThat(mark.getValue().getMark().getText()).isEqualTo("seen");
        });
    }

    private static String seen(String id) {
        return "{\"text\":\"seen\",\"alert_id\":\"" + id + "\"}";
    }

    @Test
    void alertBetweenRuns_isAnsweredThroughTheLogOfItsRun() throws Exception {
        between("one", APART);
        assertWritten(http.post(MARKS, seen(APART)), "one", APART);
    }

    @Test
    void alertOfTheGroup_isAnsweredThroughTheLogOfOneOfItsRuns() throws Exception {
        between(null, APART);
        HttpResponse<String> answer = http.post(GROUP, seen(APART));
        assertWritten(answer, "one", APART);
        assertThat(answer.body()).contains("\"run\":\"one\"").contains("\"step\":259");
    }

    @Test
    void groupsDoor_answersAlertsOfItsRuns_andSaysWhichAreNotOfToday() throws Exception {
        assertWritten(http.post(GROUP, seen(STALL)), "one", STALL);
        http.marks.clear();
        http.model.run("one", Samples.run("one", "live", INCARNATION + 1, 3L, START), START);
        assertRefused(http.post(GROUP, seen(STALL)), 409, "" + (INCARNATION + 1));
    }

    @Test
    void groupsDoor_asksForAnAlert_andKnowsItsOwnAlone() throws Exception {
        assertRefused(http.post(GROUP, "{\"text\":\"lr drop\"}"), 400, "alert_id: expected one of group g", "none");
        assertRefused(http.post(GROUP, seen(APART)), 404, "alert of group g", APART);
        assertRefused(http.post("/api/v1/groups/nobody/marks", seen(APART)), 404, "nobody");
        assertThat(counted("refused")).isEqualTo(3);
    }

    @Test
    void kafkaAway_is503_andSaysToTryAgain() throws Exception {
        http.kafkaAway = true;
        assertRefused(http.post(MARKS, "{\"text\":\"a\"}"), 503, "try again");
        assertThat(counted("failed")).isEqualTo(1);
    }

    @Test
    void otherContentType_is415() throws Exception {
        HttpResponse<String> answer = http.client.send(
                http.request(MARKS)
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"a\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertRefused(answer, 415, "application/json", "text/plain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://evil.example", "null", "https://koopwatch.example:8443", "http://koopwatch.example"})
    void otherOrigin_is403(String origin) throws Exception {
        assertRefused(http.post(MARKS, "{\"text\":\"a\"}", "Origin", origin), 403, "origin: expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "none"})
    void otherSite_is403(String site) throws Exception {
        assertRefused(http.post(MARKS, "{\"text\":\"a\"}", "Sec-Fetch-Site", site), 403, "sec-fetch-site", site);
    }

    @Test
    void pagesOwnOrigin_isTaken() throws Exception {
        String own = "http://127.0.0.1:" + http.server.port();
        assertThat(http.post(MARKS, "{\"text\":\"a\"}", "Origin", own, "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(202);
        assertThat(http.post(MARKS, "{\"text\":\"a\"}", "Origin", "https://koopwatch.example")
                        .statusCode())
                .isEqualTo(202);
    }

    /** A name of another's that was bent to this address: origin and host agree, and neither is ours. */
    @Test
    void reboundName_is403() throws Exception {
        String answer = http.raw("POST " + MARKS + " HTTP/1.1\r\nHost: evil.example:8080\r\nConnection: close\r\n"
                + "Origin: http://evil.example:8080\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n"
                + "{\"text\":\"a\"}");
        assertThat(answer).startsWith("HTTP/1.1 403").contains("--page-url");
        assertThat(http.marks).isEmpty();
    }

    @Test
    void largeBody_is413_andOneOfUnknownLength411() throws Exception {
        assertRefused(http.post(MARKS, "{\"text\":\"" + "a".repeat(17_000) + "\"}"), 413, "at most 16384");
        String chunked = http.raw("POST " + MARKS + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
        assertThat(chunked).startsWith("HTTP/1.1 411");
    }

    @Test
    void get_isRefused_postElsewhereToo() throws Exception {
        HttpResponse<String> get = http.get(MARKS);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).contains("POST");
        HttpResponse<String> post = http.post("/api/v1/runs", "{}");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
    }
}
