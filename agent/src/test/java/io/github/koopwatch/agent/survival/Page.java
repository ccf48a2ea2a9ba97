/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The HTTP side of a process. */
final class Page {
    /** A process that is starved of time still has to answer some day. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;

    Page(String address) {
        this.address = address;
    }

    HttpResponse<String> get(String path) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                    .timeout(LIMIT)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The windows of a run, each as the topic holds it. */
    List<byte[]> windows(String run) throws IOException {
        HttpResponse<String> answer = get("/api/v1/runs/" + run + "/spectra");
        if (answer.statusCode() != 200) {
            return List.of();
        }
        return Stream.of(Json.read(answer.body().getBytes(StandardCharsets.UTF_8), WindowSpectrum[].class))
                .map(Json::write)
                .toList();
    }

    /** The value of the first series whose line begins with the pattern; NaN without one. */
    double metric(String pattern) throws IOException {
        Matcher line = Pattern.compile("^" + pattern + "\\S* (\\S+)$", Pattern.MULTILINE)
                .matcher(get("/metrics").body());
        return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
    }
}
