/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/** The service's HTTP side as a client sees it. */
final class DemoApi {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http;
    private final String address;
    private final Access access;

    /** {@code address}: HOST:PORT. */
    DemoApi(String address, Access access) {
        this.address = address;
        this.access = access;
        this.http = access.http(CONNECT);
    }

    /** Address of the live page. */
    String page() {
        return access.uri(address, "/").toString();
    }

    /** Windows of a run's present incarnation under one preset, ascending. */
    List<WindowSpectrum> spectra(String run, String preset) throws IOException, InterruptedException {
        return List.of(Json.read(get(spectraPath(run, preset)), WindowSpectrum[].class));
    }

    /** The same without waiting, from a step on. */
    CompletableFuture<List<WindowSpectrum>> spectraFrom(String run, String preset, long step) {
        return http.sendAsync(
                        request(spectraPath(run, preset) + "&from=" + step), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(answer -> {
                    try {
                        return List.of(Json.read(body(answer), WindowSpectrum[].class));
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                });
    }

    List<ChangeEvent> events(String run, long incarnation) throws IOException, InterruptedException {
        ChangeEvent[] all = Json.read(get("api/v1/runs/" + run + "/events"), ChangeEvent[].class);
        return List.of(all).stream()
                .filter(event -> event.incarnation() == incarnation)
                .toList();
    }

    /** Whether the metrics hold an eigenvalue of the run. */
    boolean hasEigenvalueMetric(String run) throws IOException, InterruptedException {
        String metrics = new String(get("metrics"), StandardCharsets.UTF_8);
        return Pattern.compile(
                        "^koopwatch_eigenvalue_real\\{[^}]*\\brun=\"" + Pattern.quote(run) + "\"", Pattern.MULTILINE)
                .matcher(metrics)
                .find();
    }

    private static String spectraPath(String run, String preset) {
        return "api/v1/runs/" + run + "/spectra?preset=" + preset;
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        return body(http.send(request(path), HttpResponse.BodyHandlers.ofByteArray()));
    }

    private HttpRequest request(String path) {
        return access.request(address, "/" + path).timeout(ANSWER).build();
    }

    private static byte[] body(HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() != OK) {
            throw new IOException("GET " + answer.uri() + ": expected 200, got " + answer.statusCode());
        }
        return answer.body();
    }
}
