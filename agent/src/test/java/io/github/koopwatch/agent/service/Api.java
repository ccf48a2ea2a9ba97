/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.awaitility.Awaitility.await;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The service as a client sees it over HTTP. */
final class Api {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;

    Api(String address) {
        this.address = address;
    }

    HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://" + address + path))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The windows of a run once the last one ends at that step. */
    List<WindowSpectrum> spectraUntil(String run, long lastStep) {
        return await("window ending at " + lastStep + " of " + run)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> spectra(run),
                        w -> !w.isEmpty() && w.get(w.size() - 1).lastStep() == lastStep);
    }

    List<WindowSpectrum> spectra(String run) {
        HttpResponse<String> answer = get("/api/v1/runs/" + run + "/spectra");
        return answer.statusCode() == 200 ? List.of(read(answer.body(), WindowSpectrum[].class)) : List.of();
    }

    RunState runUntil(String run, Predicate<RunState> condition) {
        return await("run " + run)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> read(get("/api/v1/runs/" + run).body(), RunState.class), condition::test);
    }

    List<ChangeEvent> events(String run) {
        return List.of(read(get("/api/v1/runs/" + run + "/events").body(), ChangeEvent[].class));
    }

    /** The first event of that kind of a group itself. */
    ChangeEvent groupEventUntil(String group, String kind) {
        return await(kind + " of " + group)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(
                        () -> Stream.of(read(
                                        get("/api/v1/groups/" + group + "/events")
                                                .body(),
                                        ChangeEvent[].class))
                                .filter(e -> e.run() == null && e.kind().equals(kind))
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
    }

    /** The sum over all series whose line begins with the pattern. */
    double metric(String pattern) {
        Matcher lines = Pattern.compile("^" + pattern + "[^\\n]* (\\S+)$", Pattern.MULTILINE)
                .matcher(get("/metrics").body());
        double sum = 0;
        while (lines.find()) {
            sum += Double.parseDouble(lines.group(1));
        }
        return sum;
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return Json.read(json.getBytes(StandardCharsets.UTF_8), type);
        } catch (IOException e) {
            throw new IllegalStateException(json, e);
        }
    }
}
