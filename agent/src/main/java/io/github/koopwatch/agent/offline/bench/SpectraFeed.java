/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The windows of a running service, as its live stream tells them. */
final class SpectraFeed implements AutoCloseable {
    private static final String DATA = "data: ";

    private final Stream<String> lines;
    private final Thread thread;

    SpectraFeed(String address, Consumer<WindowSpectrum> seen) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/stream"))
                .build();
        HttpResponse<Stream<String>> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            throw new IOException("the live stream at " + address + " answered " + answer.statusCode());
        }
        lines = answer.body();
        thread = new Thread(() -> read(seen), "spectra-feed");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(Consumer<WindowSpectrum> seen) {
        boolean[] spectrum = {false};
        try {
            lines.forEach(line -> {
                if (line.startsWith("event: ")) {
                    spectrum[0] = line.endsWith(" spectrum");
                } else if (spectrum[0] && line.startsWith(DATA)) {
                    seen.accept(window(line.substring(DATA.length())));
                }
            });
        } catch (UncheckedIOException e) {
            // the service or the benchmark has ended the stream
        }
    }

    private static WindowSpectrum window(String json) {
        try {
            return Json.read(json.getBytes(StandardCharsets.UTF_8), WindowSpectrum.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        lines.close();
    }
}
