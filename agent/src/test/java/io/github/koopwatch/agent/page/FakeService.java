/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves the real page with the content policy of the real service, and runs that were put into it. */
final class FakeService implements AutoCloseable {
    private static final String POLICY =
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");
    private static final Pattern OF_RUN = Pattern.compile("/api/v1/runs/([^/]+)/(spectra|events)");

    private final Map<String, RunState> runs = new ConcurrentSkipListMap<>();
    private final Map<String, List<WindowSpectrum>> windows = new ConcurrentSkipListMap<>();
    private final Map<String, Map<String, ChangeEvent>> events = new ConcurrentSkipListMap<>();
    private final List<HttpExchange> readers = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService pool = Executors.newCachedThreadPool();

    /** Listens on loopback; port 0 = a free one. */
    FakeService(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(pool);
        server.createContext("/", this::file);
        server.createContext("/api/v1/runs", this::api);
        server.createContext("/api/v1/stream", this::stream);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    /** Makes a run known, as the service would after its first record. */
    void put(RunState run) {
        runs.put(run.run(), run);
        tell("run", Json.write(run));
    }

    /** Adds a window to its run. */
    void put(WindowSpectrum w) {
        windows.computeIfAbsent(w.run(), run -> new CopyOnWriteArrayList<>()).add(w);
        tell("spectrum", Json.write(w));
    }

    /** Adds an event, or a new version of one, to its run. */
    void put(ChangeEvent e) {
        String run = e.run() == null ? "" : e.run();
        events.computeIfAbsent(run, r -> new LinkedHashMap<>()).put(e.id(), e);
        tell("event", Json.write(e));
    }

    /** Lets a run expire. */
    void remove(String run) {
        runs.remove(run);
        tell("removed", ("{\"run\":\"" + run + "\"}").getBytes(UTF_8));
    }

    /** Changes what the API says of a run without a word in the stream. */
    void replaceSilently(RunState run) {
        runs.put(run.run(), run);
    }

    /** Tells readers that what they know may be wrong. */
    void reset() {
        tell("reset", "{}".getBytes(UTF_8));
    }

    private synchronized void tell(String type, byte[] json) {
        for (HttpExchange reader : readers) {
            try {
                reader.getResponseBody()
                        .write(("event: " + type + "\ndata: " + new String(json, UTF_8) + "\n\n").getBytes(UTF_8));
                reader.getResponseBody().flush();
            } catch (IOException gone) {
                readers.remove(reader);
            }
        }
    }

    private synchronized void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write("retry: 200\n\n".getBytes(UTF_8));
        exchange.getResponseBody().flush();
        readers.add(exchange);
    }

    private void api(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Matcher ofRun = OF_RUN.matcher(path);
        if (path.equals("/api/v1/runs")) {
            answer(exchange, 200, "application/json", Json.write(runs.values()));
        } else if (ofRun.matches() && runs.containsKey(ofRun.group(1))) {
            answer(exchange, 200, "application/json", Json.write(ofRun(ofRun.group(1), ofRun.group(2), exchange)));
        } else {
            answer(
                    exchange,
                    404,
                    "application/problem+json",
                    "{\"title\":\"no such run\",\"status\":404}".getBytes(UTF_8));
        }
    }

    private Object ofRun(String run, String what, HttpExchange exchange) {
        if (what.equals("events")) {
            return List.copyOf(events.getOrDefault(run, Map.of()).values());
        }
        Matcher from = Pattern.compile("(?:^|&)from=(\\d+)")
                .matcher(String.valueOf(exchange.getRequestURI().getQuery()));
        long first = from.find() ? Long.parseLong(from.group(1)) : 0;
        return windows.getOrDefault(run, List.of()).stream()
                .filter(w -> w.firstStep() >= first)
                .toList();
    }

    private void file(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String name = path.equals("/") ? "index.html" : path.substring(1);
        try (InputStream in = FakeService.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                answer(exchange, 404, "text/plain", new byte[0]);
            } else {
                String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
                answer(exchange, 200, type + ";charset=utf-8", in.readAllBytes());
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        readers.forEach(HttpExchange::close);
        server.stop(0);
        pool.shutdownNow();
    }
}
