/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static io.github.koopwatch.agent.readmodel.Samples.INCARNATION;
import static io.github.koopwatch.agent.readmodel.Samples.alert;
import static io.github.koopwatch.agent.readmodel.Samples.arms;
import static io.github.koopwatch.agent.readmodel.Samples.live;
import static io.github.koopwatch.agent.readmodel.Samples.pair;
import static io.github.koopwatch.agent.readmodel.Samples.previous;
import static io.github.koopwatch.agent.readmodel.Samples.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.doors.DoorSettings;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees what at the HTTP door. Runs mine-1 and theirs-1 share the group g; its arms are of both. */
class TokensAtTheHttpDoorTest {
    private static final String TEXT = "expected a valid token (Authorization: Bearer TOKEN)";
    private static final String MINE = "Bearer mine";
    private static final String ALL = "Bearer all";
    private static final String THEIR_ALERT = "theirs-1/" + INCARNATION + "/weights/RegimeShift/200";
    private static final String ANSWER = "{\"text\":\"x\",\"alert_id\":\"" + THEIR_ALERT + "\"}";
    private static final String LOGIN_JSON = "{\"token\":\"mine\"}";

    @TempDir
    private Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init") // before each test
    private HttpFixture http;

    @BeforeEach
    void twoTeams() throws IOException {
        Path tokens = Files.writeString(
                directory.resolve("tokens"), "mine publish mine-\nreader read mine-\nall publish *\n");
        http = new HttpFixture(new DoorSettings(Optional.empty(), Optional.of(tokens)));
        for (String run : List.of("mine-1", "theirs-1")) {
            http.model.run(run, live(run, 400, START), START);
            http.model.spectrum(window(run, 0));
            http.model.distance(previous(run, 0.25));
            http.model.event(alert(run, "RegimeShift", 200, "firing"));
        }
        http.model.distance(pair("mine-1", "theirs-1", 0.5));
        http.model.distance(arms("arm-mine-1", "arm-theirs-1", 0.5, 0.01));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    /** A path of every route, about the run of the others. */
    private String path(String template) {
        String path = template.replace("{run}", "theirs-1")
                .replace("{group}", "g")
                .replace("{kind}", "RegimeShift")
                .replace("{file}", "login.js");
        return path.endsWith("/evidence")
                ? path + "?id=" + URLEncoder.encode(THEIR_ALERT, StandardCharsets.UTF_8)
                : path;
    }

    private HttpResponse<String> ask(String template, @Nullable String authorization) throws Exception {
        String path = path(template);
        String[] headers = authorization == null ? new String[0] : new String[] {"Authorization", authorization};
        if (template.endsWith("/marks") || template.equals("/login")) {
            return http.post(path, template.contains("{group}") ? ANSWER : "{\"text\":\"x\"}", headers);
        }
        if (template.endsWith("/stream") && (MINE.equals(authorization) || ALL.equals(authorization))) {
            return http.get("/healthz"); // does not end; see below
        }
        return http.get(path, headers);
    }

    /** Every route: closed without a token; with one, nothing of others. A new route is in this table from its first day. */
    @Test
    void everyRoute_isOpenOrClosed_andShowsNothingOfOthers() throws Exception {
        assertThat(http.routes.openTemplates())
                .containsExactlyInAnyOrder("/healthz", "/readyz", "/login", "/login/{file}");
        Set<String> tellsThoseWhoSeeAll = new TreeSet<>();
        @Nullable String nobody = null;
        for (String template : http.routes.templates()) {
            if (http.routes.openTemplates().contains(template)) {
                assertThat(ask(template, null).statusCode()).as(template).isNotEqualTo(401);
                continue;
            }
            nobody = nobody == null ? "Bearer wrong" : null; // in turn, or there would be too many
            HttpResponse<String> refused = ask(template, nobody);
            assertThat(refused.statusCode()).as(template).isEqualTo(401);
            assertThat(refused.body()).as(template).contains(TEXT);
            HttpResponse<String> own = ask(template, MINE);
            boolean aboutOneOfThem =
                    template.contains("{run}") || template.endsWith("/evidence") || template.endsWith("{group}/marks");
            assertThat(own.statusCode()).as(template).isEqualTo(aboutOneOfThem ? 404 : 200);
            assertThat(withoutTheQuestion(own)).as(template).doesNotContain("theirs");
            if (ask(template, ALL).body().contains("theirs-1")) {
                tellsThoseWhoSeeAll.add(template);
            }
        }
        assertThat(http.marks).as("set by who may").hasSize(2);
        assertThat(tellsThoseWhoSeeAll)
                .containsExactlyInAnyOrder(
                        "/metrics",
                        "/api/v1/runs",
                        "/api/v1/runs/{run}",
                        "/api/v1/runs/{run}/spectra",
                        "/api/v1/runs/{run}/distances",
                        "/api/v1/runs/{run}/series",
                        "/api/v1/runs/{run}/events",
                        "/api/v1/runs/{run}/marks",
                        "/api/v1/groups/{group}",
                        "/api/v1/groups/{group}/marks",
                        "/api/v1/groups/{group}/distances",
                        "/api/v1/groups/{group}/events",
                        "/api/v1/events/evidence");
    }

    /** A 404 says what was asked for. */
    private static String withoutTheQuestion(HttpResponse<String> answer) {
        return answer.statusCode() == 404
                ? answer.body().replace("'theirs-1'", "").replace("'" + THEIR_ALERT + "'", "")
                : answer.body();
    }

    @Test
    void own_isThere_alsoInASharedGroup() throws Exception {
        assertThat(get("/api/v1/runs").body()).contains("mine-1");
        assertThat(get("/api/v1/runs/mine-1/spectra").body()).contains("\"first_step\":0");
        assertThat(get("/api/v1/groups/g").body()).contains("mine-1").doesNotContain("arm-theirs");
        assertThat(get("/api/v1/groups/g/distances").body())
                .contains("\"reference\":\"previous\"")
                .doesNotContain("\"arm\":\"arm-mine-1\",\"other_arm\"");
        assertThat(get("/api/v1/groups/g/events").body()).contains("mine-1/");
        assertThat(get("/metrics").body())
                .contains("koopwatch_run_step{run=\"mine-1\"}")
                .contains("koopwatch_alert_active{kind=\"RegimeShift\",run=\"mine-1\"")
                .doesNotContain("koopwatch_test_total")
                .doesNotContain("koopwatch_arm_distance");
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpResponse<String> answer = http.get(path, "Authorization", MINE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../theirs-1",
                "..%2ftheirs-1",
                "theirs-1%00",
                "%2e%2e/theirs-1",
                "mine-1/../theirs-1",
                "theirs%2d1",
                "mine-%2f..%2ftheirs-1",
                "%74heirs-1",
                "THEIRS-1",
                "theirs-1;mine-1",
                "theirs%e2%80%ae-1"
            })
    void oddNames_leadToNoOtherRun(String name) throws Exception {
        String answer = http.raw("GET /api/v1/runs/" + name + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + MINE
                + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").doesNotContain("\"arm\"");
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/runs?token=all", "/api/v1/runs?access_token=all", "/api/v1/runs?authorization=Bearer%20all"})
    void tokenInTheAddress_isNotLookedFor(String path) throws Exception {
        assertThat(http.get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void token_ofTenMegabytes_isRefusedByTheLimitOfHeaders() throws Exception {
        String head = "GET /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ";
        try {
            assertThat(http.raw(head + "a".repeat(10 << 20) + "\r\n\r\n")).startsWith("HTTP/1.1 431");
        } catch (IOException e) {
            // hung up while it was still talking, which is as good
        }
        assertThat(http.get("/api/v1/runs", "Authorization", ALL).statusCode()).isEqualTo(200);
    }

    @Test
    void manyFailures_areLimited_andTokensThatWereGoodAreNot() throws Exception {
        assertThat(http.get("/api/v1/runs", "Authorization", ALL).statusCode()).isEqualTo(200);
        int status = 401;
        for (int i = 0; i < 200 && status == 401; i++) {
            status = http.get("/api/v1/runs", "Authorization", "Bearer wrong").statusCode();
        }
        assertThat(status).isEqualTo(429);
        assertThat(http.get("/api/v1/runs", "Authorization", ALL).statusCode()).isEqualTo(200);
    }

    @Test
    void reader_reads_andMayNotMark() throws Exception {
        String path = "/api/v1/runs/mine-1/marks";
        assertThat(http.get("/api/v1/runs/mine-1", "Authorization", "Bearer reader")
                        .statusCode())
                .isEqualTo(200);
        assertThat(http.post(path, "{\"text\":\"x\"}", "Authorization", "Bearer reader")
                        .statusCode())
                .isEqualTo(403);
        assertThat(http.marks).isEmpty();
        assertThat(http.post(path, "{\"text\":\"x\"}", "Authorization", MINE).statusCode())
                .isEqualTo(202);
        assertThat(http.registry.scrape())
                .contains("koopwatch_door_refusals_total{door=\"http\",reason=\"forbidden\"} 1.0");
    }

    @Test
    void stream_tellsOwnRunsAlone_andEndsWithItsToken() throws Exception {
        try (EventSource own = new EventSource(http, "/api/v1/stream", "Authorization", MINE);
                EventSource all = new EventSource(http, "/api/v1/stream", "Authorization", ALL)) {
            own.next();
            all.next();
            http.model.distance(pair("mine-1", "theirs-1", 0.75));
            http.model.distance(arms("arm-mine-1", "arm-theirs-1", 0.75, 0.01));
            http.model.spectrum(window("theirs-1", 100));
            http.model.spectrum(window("mine-1", 100));
            assertThat(own.next().data()).contains("mine-1").contains("\"first_step\":100");
            List<String> types = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                types.add(all.next().type());
            }
            assertThat(types).containsExactly("distance", "distance", "spectrum", "spectrum");

            write("all publish *\n");
            await().until(() -> http.get("/api/v1/runs", "Authorization", MINE).statusCode() == 401);
            http.stream.tick();
            assertThat(own.hasEnded()).isTrue();
            http.model.spectrum(window("theirs-1", 200));
            EventSource.Event next = all.next();
            while (next.type().equals("run")) { // states, which the tick sent
                next = all.next();
            }
            assertThat(next.data()).contains("\"first_step\":200");
        }
    }

    @Test
    void streamAfterALostConnection_isFilteredToo() throws Exception {
        String id;
        try (EventSource own = new EventSource(http, "/api/v1/stream", "Authorization", MINE)) {
            id = own.next().id();
        }
        http.model.spectrum(window("theirs-1", 100));
        http.model.spectrum(window("mine-1", 100));
        try (EventSource own = new EventSource(http, "/api/v1/stream", "Authorization", MINE, "Last-Event-ID", id)) {
            assertThat(own.next().data()).contains("mine-1");
        }
    }

    @Test
    void browser_showsItsTokenOnce_andHasACookieThatScriptsCannotRead() throws Exception {
        HttpResponse<String> page = http.get("/", "Accept", "text/html,application/xhtml+xml");
        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(page.body()).contains("Access token").doesNotContain("A page for tests");
        assertThat(http.get("/login/login.js").statusCode()).isEqualTo(200);

        HttpResponse<String> login = http.post("/login", LOGIN_JSON);
        assertThat(login.statusCode()).isEqualTo(204);
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie)
                .matches("koopwatch=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict")
                .doesNotContain("mine");

        String value = cookie.substring(0, cookie.indexOf(';'));
        assertThat(http.get("/", "Cookie", "other=1; " + value).body()).contains("A page for tests");
        assertThat(http.get("/api/v1/runs", "Cookie", value).body())
                .contains("mine-1")
                .doesNotContain("theirs");
        assertThat(http.get("/api/v1/runs", "Cookie", value.replace("=", "x=")).statusCode())
                .isEqualTo(401);
        assertThat(http.get("/api/v1/runs", "Cookie", value, "Authorization", "Bearer wrong")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void session_endsWithItsTokenOrAfterHalfADay() throws Exception {
        String value = session();
        http.clock.advance(Duration.ofHours(12).plusMillis(1));
        assertThat(http.get("/api/v1/runs", "Cookie", value).statusCode()).isEqualTo(401);
        String next = session();
        assertThat(http.get("/api/v1/runs", "Cookie", next).statusCode()).isEqualTo(200);
        write("all publish *\n");
        await().until(() -> http.get("/api/v1/runs", "Cookie", next).statusCode() == 401);
    }

    private String session() throws Exception {
        HttpResponse<String> login = http.post("/login", LOGIN_JSON);
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
        return cookie.substring(0, cookie.indexOf(';'));
    }

    @Test
    void login_withoutAGoodToken_isRefusedLikeAnyOther() throws Exception {
        HttpResponse<String> wrong = http.post("/login", "{\"token\":\"wrong\"}");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).contains(TEXT);
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
        for (String odd : List.of("", "{", "{}", "[]", "{\"token\":1}", "{\"token\":null}")) {
            assertThat(http.post("/login", odd).statusCode()).as(odd).isEqualTo(400);
        }
        assertThat(http.post("/login", LOGIN_JSON, "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void markThroughASession_fromAnotherSite_isRefused() throws Exception {
        String path = "/api/v1/runs/mine-1/marks";
        String cookie = session();
        String evil = "https://evil.example";
        assertThat(http.post(path, "{\"text\":\"x\"}", "Cookie", cookie, "Origin", evil)
                        .statusCode())
                .isEqualTo(403);
        assertThat(http.post(
                                path,
                                "{\"text\":\"x\"}",
                                "Cookie",
                                cookie,
                                "Origin",
                                "http://127.0.0.1:" + http.server.port())
                        .statusCode())
                .isEqualTo(202);
    }

    private void write(String tokens) throws IOException {
        Path partial = Files.writeString(directory.resolve("partial"), tokens);
        Files.move(partial, directory.resolve("tokens"), StandardCopyOption.ATOMIC_MOVE);
    }
}
