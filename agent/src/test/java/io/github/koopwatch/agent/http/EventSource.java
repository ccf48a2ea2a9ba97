/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** A client of the stream, reading as the HTML standard says. */
final class EventSource implements AutoCloseable {
    /** One event; type is empty for a block that only carries an id. */
    record Event(String type, String id, String data) {}

    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    EventSource(HttpFixture http, String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = http.request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        response = http.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    /** The next block that is not a comment or a retry time alone. */
    Event next() throws IOException {
        Event event;
        do {
            event = block();
        } while (event.type().isEmpty() && event.id().isEmpty());
        return event;
    }

    /** True when the server has ended the stream. */
    boolean hasEnded() throws IOException {
        return lines.readLine() == null;
    }

    private Event block() throws IOException {
        String type = "";
        String id = "";
        String data = "";
        for (String line = lines.readLine(); line == null || !line.isEmpty(); line = lines.readLine()) {
            if (line == null) {
                throw new IOException("the stream has ended");
            }
            String value = line.substring(line.indexOf(':') + 1).strip();
            switch (line.substring(0, Math.max(0, line.indexOf(':')))) {
                case "event" -> type = value;
                case "id" -> id = value;
                case "data" -> data = value;
                default -> {} // comments and retry
            }
        }
        return new Event(type, id, data);
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }
}
