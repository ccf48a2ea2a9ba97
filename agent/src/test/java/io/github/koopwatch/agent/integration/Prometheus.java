/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The HTTP API of a Prometheus. */
final class Prometheus {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;

    Prometheus(String address) {
        this.address = address;
    }

    /** The series now; throws AssertionError with the words of Prometheus when it does not understand. */
    JsonNode query(String expression) {
        return ask("/api/v1/query", Map.of("query", expression)).path("result");
    }

    /** The series over time, in seconds since the epoch. */
    JsonNode range(String expression, double from, double to, int step) {
        return ask(
                        "/api/v1/query_range",
                        Map.of(
                                "query",
                                expression,
                                "start",
                                String.valueOf(from),
                                "end",
                                String.valueOf(to),
                                "step",
                                String.valueOf(step)))
                .path("result");
    }

    List<String> labelValues(String label, String selector) {
        return Repository.strings(ask("/api/v1/label/" + label + "/values", Map.of("match[]", selector)));
    }

    boolean ready() {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private JsonNode ask(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        JsonNode answer = Repository.json(get(path + "?" + query).body());
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(answer.path("error").asText() + " in " + parameters);
        }
        return answer.path("data");
    }

    private HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://" + address + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
