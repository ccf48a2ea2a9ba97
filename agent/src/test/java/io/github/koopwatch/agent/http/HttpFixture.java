/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.agent.Links;
import io.github.koopwatch.agent.doors.DoorSettings;
import io.github.koopwatch.agent.doors.Doors;
import io.github.koopwatch.agent.metrics.RunMetricsCollector;
import io.github.koopwatch.agent.readmodel.Expiry;
import io.github.koopwatch.agent.readmodel.History;
import io.github.koopwatch.agent.readmodel.Limits;
import io.github.koopwatch.agent.readmodel.MovedClock;
import io.github.koopwatch.agent.readmodel.OwnRuns;
import io.github.koopwatch.agent.readmodel.ReadModel;
import io.github.koopwatch.agent.readmodel.SpectraQuery;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.v1.Record;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server of the ui role over a small model, on a free port. */
final class HttpFixture implements AutoCloseable {
    private static final int MOST_SERIES = 10_000;

    final MovedClock clock = new MovedClock();
    final AtomicBoolean ready = new AtomicBoolean(true);
    final ReadModel model;
    final LiveStream stream;
    final Routes routes = new Routes();
    final HttpServer server;
    final HttpClient client = HttpClient.newHttpClient();
    /** What was written through the marks endpoint, run and record. */
    final List<Map.Entry<String, Record>> marks = new CopyOnWriteArrayList<>();

    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Doors doors;
    volatile boolean kafkaAway;
    volatile History history = History.NONE;

    HttpFixture() {
        this(Limits.standard(), 100, 2);
    }

    HttpFixture(Limits limits, int kept, int mostClients) {
        this(limits, kept, mostClients, DoorSettings.OPEN);
    }

    /** With something at the door. */
    HttpFixture(DoorSettings settings) {
        this(Limits.standard(), 100, 2, settings);
    }

    private HttpFixture(Limits limits, int kept, int mostClients, DoorSettings settings) {
        doors = Doors.open(settings, Duration.ofMillis(20));
        model = new ReadModel(clock, Expiry.standard(), limits, (r, i, s) -> {}, a -> {});
        stream = new LiveStream(clock, kept, mostClients);
        model.goLive();
        model.listen(stream);
        registry.counter("koopwatch.test").increment();
        registry.getPrometheusRegistry().register(new RunMetricsCollector(model::metrics, MOST_SERIES));
        new ServiceRoutes(
                        registry,
                        Map.of("kafka", ready::get),
                        own -> new RunMetricsCollector(new OwnRuns(model, own)::metrics, MOST_SERIES))
                .addTo(routes);
        URI page = URI.create("https://koopwatch.example/x");
        MarksEndpoint endpoint = new MarksEndpoint(model, this::mark, Optional.of(page), registry);
        new ApiRoutes(model, this::read, stream, endpoint, Links.RELATIVE).addTo(routes, "site");
        Gate gate = new Gate(doors.entrance("http", registry), clock);
        server = new HttpServer("127.0.0.1", 0, routes, doors.tls(), gate);
        server.start();
    }

    private List<WindowSpectrum> read(SpectraQuery query, int limit) throws History.Unavailable {
        return history.read(query, limit);
    }

    private void mark(String run, Record record) throws IOException {
        if (kafkaAway) {
            throw new IOException("away");
        }
        marks.add(Map.entry(run, record));
    }

    /** Posts JSON, with further headers. */
    HttpResponse<String> post(String path, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(json));
        request.header("Content-Type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends bytes as they are and returns all that comes back until the connection closes. */
    String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        stream.close();
        server.close();
        doors.close();
    }
}
