/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.koopwatch.contract.result.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** How many runs a service tells of. */
final class KnownRuns {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private KnownRuns() {}

    /** Asks the process with its HTTP side at HOST:PORT. */
    static int count(String http) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + http + "/api/v1/runs"))
                .timeout(PATIENCE)
                .build();
        byte[] runs =
                CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
        return Json.read(runs, JsonNode.class).size();
    }
}
