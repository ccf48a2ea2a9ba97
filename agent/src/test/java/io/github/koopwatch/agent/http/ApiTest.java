/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.INCARNATION;
import static io.github.koopwatch.agent.readmodel.Samples.alert;
import static io.github.koopwatch.agent.readmodel.Samples.live;
import static io.github.koopwatch.agent.readmodel.Samples.pair;
import static io.github.koopwatch.agent.readmodel.Samples.window;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.koopwatch.agent.readmodel.History;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
    private final HttpFixture http = new HttpFixture();

    @BeforeEach
    void oneRun() {
        http.model.run("one", live("one", 259, START), START);
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private void windows(int n) {
        LongStream.range(0, n).forEach(i -> http.model.spectrum(window("one", 10 * i)));
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = http.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        return new JsonMapper().readTree(answer.body());
    }

    private static List<Long> firstSteps(JsonNode windows) {
        List<Long> steps = new ArrayList<>();
        windows.forEach(w -> steps.add(w.get("first_step").asLong()));
        return steps;
    }

    @Test
    void runs_areListedByName() throws Exception {
        http.model.run("a", live("a", 1, START), START);
        JsonNode runs = json("/api/v1/runs");
        assertThat(runs.findValuesAsText("run")).containsExactly("a", "one");
    }

    @Test
    void run_hasItsStateAndAnEscapedDisplayName() throws Exception {
        JsonNode run = json("/api/v1/runs/one");
        assertThat(run.get("group").asText()).isEqualTo("g");
        assertThat(run.get("state").asText()).isEqualTo("live");
        assertThat(run.get("last_step").asLong()).isEqualTo(259);
        assertThat(run.get("last_snapshot").asLong()).isEqualTo(START);
        assertThat(run.get("observables").get(0).get("name").asText()).isEqualTo("weights");
        assertThat(run.get("display_name").asText()).isEqualTo("Run <b>one</b>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/runs/nobody",
                "/api/v1/runs/nobody/spectra",
                "/api/v1/runs/nobody/events",
                "/api/v1/groups/nobody/distances",
                "/api/v1/groups/nobody/events",
                "/api/v1/groups/nobody",
                "/api/v1/runs/%3Cscript%3E",
                "/api/v1/nothing"
            })
    void unknown_is404AsAProblem(String path) throws Exception {
        HttpResponse<String> answer = http.get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = new JsonMapper().readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(404);
        assertThat(problem.get("title").asText()).isEqualTo("Not Found");
    }

    @Test
    void spectra_withoutAny_isAnEmptyArray() throws Exception {
        assertThat(json("/api/v1/runs/one/spectra")).isEmpty();
    }

    @Test
    void spectra_defaults_areTheFirstObservableCurrentIncarnationAndFirstPreset() throws Exception {
        windows(3);
        http.model.spectrum(window("one", "paper", INCARNATION, 100, false));
        http.model.spectrum(window("one", "monitor", INCARNATION - 1, 200, false));
        JsonNode found = json("/api/v1/runs/one/spectra");
        assertThat(firstSteps(found)).containsExactly(0L, 10L, 20L);
        assertThat(found.get(0).get("update_coherence").isNull()).isTrue();
        assertThat(found.get(0).get("eigenvalues").get(1).get(1).asDouble()).isEqualTo(-0.1);
    }

    @Test
    void spectra_filters_select() throws Exception {
        windows(5);
        http.model.spectrum(window("one", "paper", INCARNATION, 100, false));
        http.model.spectrum(window("one", "monitor", INCARNATION - 1, 200, false));
        assertThat(firstSteps(json("/api/v1/runs/one/spectra?from=10&to=129"))).containsExactly(10L, 20L, 30L);
        assertThat(firstSteps(json("/api/v1/runs/one/spectra?preset=paper"))).containsExactly(100L);
        assertThat(firstSteps(json("/api/v1/runs/one/spectra?incarnation=" + (INCARNATION - 1))))
                .containsExactly(200L);
        assertThat(json("/api/v1/runs/one/spectra?observable=logits")).isEmpty();
    }

    @Test
    void spectra_limit_pagesByLinkUntilTheEnd() throws Exception {
        windows(7);
        List<Long> seen = new ArrayList<>();
        Optional<String> next = Optional.of("/api/v1/runs/one/spectra?limit=3&to=155");
        int pages = 0;
        while (next.isPresent()) {
            HttpResponse<String> page = http.get(next.get());
            seen.addAll(firstSteps(new JsonMapper().readTree(page.body())));
            next = page.headers().firstValue("Link").map(l -> l.substring(1, l.indexOf('>')));
            pages++;
        }
        assertThat(seen).containsExactly(0L, 10L, 20L, 30L, 40L, 50L);
        assertThat(pages).isEqualTo(2);
    }

    @Test
    void spectra_page_thatEndsBetweenTwoWindowsOfOneFirstStep_losesNone() throws Exception {
        http.model.spectrum(window("one", "paper", INCARNATION, 0, true));
        http.model.spectrum(window("one", "paper", INCARNATION, 0, false));
        HttpResponse<String> page = http.get("/api/v1/runs/one/spectra?preset=paper&limit=1");
        String link = page.headers().firstValue("Link").orElseThrow();
        assertThat(link).endsWith("; rel=\"next\"");
        JsonNode second = json(link.substring(1, link.indexOf('>')));
        assertThat(second).hasSize(1);
        assertThat(second.get(0).get("partial").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "from=ten,from: expected a whole number",
        "limit=0,limit: expected a whole number from 1 to 50000",
        "limit=50001,limit: expected a whole number from 1 to 50000",
        "incarnation=-1,incarnation: expected a whole number from 0",
        "observable=%3Cb%3E,observable: expected a key",
        "preset=%0d%0aSet-Cookie:x,preset: expected a key",
        "after=5,'after: expected FIRST.LAST, two steps, got ''5'''",
        "form=5,'query: expected one of from, to'",
        "from=%zz,query: expected percent-encoded"
    })
    void badQuery_is400ThatSaysWhatWasExpected(String query, String detail) throws Exception {
        String answer = http.raw(
                "GET /api/v1/runs/one/spectra?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .contains(detail);
        assertThat(answer).doesNotContain("\nSet-Cookie");
    }

    @Test
    void parameter_givenTwice_theLastWins() throws Exception {
        windows(5);
        assertThat(json("/api/v1/runs/one/spectra?limit=1&limit=4")).hasSize(4);
    }

    @Test
    void events_areTheLatestVersions() throws Exception {
        http.model.event(alert("one", "Stall", 50, "firing"));
        http.model.event(alert("one", "Stall", 50, "resolved"));
        http.model.event(alert(null, "GrokkingDivergence", 60, "firing"));
        JsonNode events = json("/api/v1/runs/one/events");
        assertThat(events).hasSize(1);
        assertThat(events.get(0).get("state").asText()).isEqualTo("resolved");
        assertThat(json("/api/v1/groups/g/events")).hasSize(2);
    }

    @Test
    void distances_areTheNewestOfEachPair() throws Exception {
        http.model.run("two", live("two", 1, START), START);
        http.model.distance(pair("one", "two", 0.1));
        http.model.distance(pair("one", "two", 0.2));
        JsonNode distances = json("/api/v1/groups/g/distances");
        assertThat(distances).hasSize(1);
        assertThat(distances.get(0).get("w1").asDouble()).isEqualTo(0.2);
        assertThat(distances.get(0).get("p_value").isNull()).isTrue();
    }

    @Test
    void history_isAskedOnlyWhenMemoryMayLackWhatFromAsksFor() throws Exception {
        windows(3);
        http.history = (query, limit) -> List.of(window("one", -10));
        assertThat(firstSteps(json("/api/v1/runs/one/spectra?from=-100"))).containsExactly(0L, 10L, 20L);
        http.model.historyTruncated();
        assertThat(firstSteps(json("/api/v1/runs/one/spectra"))).containsExactly(0L, 10L, 20L);
        assertThat(firstSteps(json("/api/v1/runs/one/spectra?from=-100"))).containsExactly(-10L, 0L, 10L, 20L);
    }

    @Test
    void spectra_withoutFrom_whereMemoryLacksOlderOnes_linksToThem() throws Exception {
        windows(3);
        assertThat(http.get("/api/v1/runs/one/spectra").headers().firstValue("Link"))
                .isEmpty();
        http.model.historyTruncated();
        http.history = (query, limit) -> LongStream.of(-20, -10, 0)
                .mapToObj(i -> window("one", i))
                .filter(query::wants)
                .toList();
        String link = http.get("/api/v1/runs/one/spectra")
                .headers()
                .firstValue("Link")
                .orElseThrow();
        assertThat(link).endsWith("; rel=\"prev\"");
        assertThat(firstSteps(json(link.substring(1, link.indexOf('>'))))).containsExactly(-20L, -10L);
    }

    @Test
    void history_thatGoesOnBeyondThePage_leavesNoGap() throws Exception {
        http.model.historyTruncated();
        http.model.spectrum(window("one", 1000));
        http.history = (query, limit) -> LongStream.range(0, 100)
                .mapToObj(i -> window("one", 10 * i))
                .filter(query::wants)
                .limit(limit)
                .toList();
        List<Long> seen = new ArrayList<>();
        Optional<String> next = Optional.of("/api/v1/runs/one/spectra?from=0&limit=7");
        while (next.isPresent()) {
            HttpResponse<String> page = http.get(next.get());
            seen.addAll(firstSteps(new JsonMapper().readTree(page.body())));
            next = page.headers().firstValue("Link").map(l -> l.substring(1, l.indexOf('>')));
        }
        assertThat(seen)
                .isEqualTo(
                        LongStream.rangeClosed(0, 100).map(i -> 10 * i).boxed().toList());
    }

    @Test
    void history_thatIsBusy_is503() throws Exception {
        http.model.historyTruncated();
        http.history = (query, limit) -> {
            throw new History.Unavailable("too many ask for the past at once");
        };
        HttpResponse<String> answer = http.get("/api/v1/runs/one/spectra?from=0");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("too many ask");
    }
}
