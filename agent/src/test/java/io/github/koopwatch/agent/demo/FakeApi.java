/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.ModeFigures;
import io.github.koopwatch.contract.result.MotionFigures;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The HTTP side of a service that has analysed some runs; what it knows can be taken away. */
final class FakeApi implements AutoCloseable {
    static final long INCARNATION = 1_700_000_000_000L;

    static {
        // Headers and body leave in two packets; without this each answer waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private FakeApi(HttpServer server) {
        this.server = server;
    }

    /** A service with every window, metric and event of these runs. */
    static FakeApi complete(List<Trainer> trainers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FakeApi api = new FakeApi(server);
        for (Trainer trainer : trainers) {
            for (AnalysisSettings analysis : trainer.analyses()) {
                api.windows(trainer, analysis, 0);
            }
            api.events(trainer.run(), List.of());
        }
        api.events(DemoRuns.JUMP, List.of(alert(jumpOf(trainers) + 2, INCARNATION)));
        api.metricsOf(trainers.stream().map(Trainer::run).toList());
        server.createContext("/", api::answer);
        server.setExecutor(api.threads);
        server.start();
        return api;
    }

    static ChangeEvent alert(long step, long incarnation) {
        return new ChangeEvent(
                "lr-jump/" + step,
                "lr-jump",
                "demo-jump",
                null,
                "weights",
                null,
                incarnation,
                "RegimeShift",
                "step_size_up",
                "up",
                step,
                step - 1,
                "update_energy",
                30,
                25.5,
                "warning",
                "firing",
                false,
                "update energy rose");
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** All windows of a run but the last {@code missing}. Spectra lie at 0.9, and at 0.4 for bisection. */
    void windows(Trainer trainer, AnalysisSettings analysis, int missing) {
        List<WindowSpectrum> windows = new ArrayList<>();
        for (int i = 0; i < trainer.windows(analysis) - missing; i++) {
            int first = i * analysis.hop() * analysis.blockMean();
            int last = first + analysis.window() * analysis.blockMean() - 1;
            windows.add(window(trainer, analysis, trainer.stepOf(first), trainer.stepOf(last)));
        }
        answers.put(
                "/api/v1/runs/" + trainer.run() + "/spectra?preset=" + analysis.preset(),
                Json.write(windows.toArray(WindowSpectrum[]::new)));
    }

    void events(String run, List<ChangeEvent> events) {
        answers.put("/api/v1/runs/" + run + "/events", Json.write(events.toArray(ChangeEvent[]::new)));
    }

    void metricsOf(List<String> runs) {
        StringBuilder text = new StringBuilder("# TYPE koopwatch_eigenvalue_real gauge\n");
        for (String run : runs) {
            text.append("koopwatch_eigenvalue_real{mode=\"00\",observable=\"weights\",run=\"")
                    .append(run)
                    .append("\"} 0.9\n");
        }
        answers.put("/metrics", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static int jumpOf(List<Trainer> trainers) {
        return DemoRuns.jumpAt(trainers.get(0).rows());
    }

    private static WindowSpectrum window(Trainer trainer, AnalysisSettings analysis, long first, long last) {
        double re = trainer.run().equals(DemoRuns.BISECTION) ? 0.4 : 0.9;
        double shift = trainer.run().equals(DemoRuns.MIRROR) ? 0.01 : 0;
        List<double[]> eigenvalues = List.of(new double[] {re + shift, 0.1}, new double[] {re + shift, -0.1});
        return new WindowSpectrum(
                trainer.run(),
                Trainer.OBSERVABLE,
                analysis.preset(),
                INCARNATION,
                first,
                last,
                false,
                2,
                eigenvalues,
                new double[2],
                new int[] {0, 1},
                re,
                0.02,
                2,
                1,
                0,
                null,
                ModeFigures.none(),
                MotionFigures.none());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestURI().toString().replaceFirst("&from=.*", "");
        byte[] body = answers.getOrDefault(asked, new byte[0]);
        exchange.sendResponseHeaders(answers.containsKey(asked) ? 200 : 404, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
