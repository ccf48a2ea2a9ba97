/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.broker.EmbeddedBroker;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.offline.bench.Backlog;
import io.github.koopwatch.agent.offline.bench.Capacities;
import io.github.koopwatch.agent.offline.bench.CapacityBench;
import io.github.koopwatch.agent.offline.bench.DoorBench;
import io.github.koopwatch.agent.offline.bench.EngineBench;
import io.github.koopwatch.agent.offline.bench.Ratios;
import io.github.koopwatch.agent.offline.bench.RefitBench;
import io.github.koopwatch.agent.offline.bench.ServiceProcess;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Short measurements beside the recorded ones. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = {
            "Measure the ratios that a slower machine leaves alone, each within one run, for two minutes in all, and print them",
            "beside the recorded ones. Says which are worse than their tolerance; the exit code is 0 all the same."
        })
public final class BenchCompareCommand implements Callable<Integer> {
    private static final int DIMENSION = 1024;
    private static final int DOOR_DIMENSION = 4096;
    private static final int ROUNDS = 3;
    private static final Duration DOOR_TIME = Duration.ofSeconds(3);
    private static final Duration DRAIN_TIME = Duration.ofSeconds(5);
    private static final int RUNS = 16;
    private static final int ROWS = 1500;
    private static final int PARTS = 3;

    @Mixin
    private BenchAnalysis analysis = new BenchAnalysis();

    @Mixin
    private BenchOutput output = new BenchOutput();

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Map<String, Double> measured = new LinkedHashMap<>();
        try (ProgressLine progress = output.progress()) {
            progress.at("measuring", 0, PARTS);
            part(() -> engine(measured));
            progress.at("measuring", 1, PARTS);
            part(() -> door(measured));
            progress.at("measuring", 2, PARTS);
            part(() -> topology(measured));
        }
        List<Ratios.Compared> compared = Ratios.compared(measured, Ratios.recorded());
        output.print(compared, () -> lines(compared));
        return 0;
    }

    private interface Part {
        void measure() throws IOException, InterruptedException, ExecutionException;
    }

    /** On a machine that is too busy for a part, the others are still told. */
    private void part(Part part) throws IOException, InterruptedException, ExecutionException {
        try {
            part.measure();
        } catch (BadInput e) {
            output.note("not measured: " + e.getMessage());
        }
    }

    private void engine(Map<String, Double> measured) {
        AnalysisSettings settings = analysis.settings();
        EngineBench bench = EngineBench.run(DIMENSION, settings);
        measured.put(
                "refit_to_engine", RefitBench.ns(DIMENSION, settings) / (bench.appendMeanNs() + bench.spectrumNs()));
    }

    private static void door(Map<String, Double> measured)
            throws IOException, InterruptedException, ExecutionException {
        try (Scratch scratch = new Scratch("koopwatch-bench");
                ServiceProcess service = ServiceProcess.start(scratch.path(), DoorBench.SERVICE)) {
            measured.put(
                    "door_to_producer_16_kib",
                    DoorBench.run(service, 4, DOOR_DIMENSION, ROUNDS, DOOR_TIME).ratio());
        }
    }

    private void topology(Map<String, Double> measured) throws IOException, InterruptedException {
        Backlog backlog = new Backlog(RUNS, DIMENSION, ROWS, RUNS, analysis.request());
        long skipped =
                RUNS * (analysis.settings().window() + 2L * analysis.settings().hop());
        try (Scratch scratch = new Scratch("koopwatch-bench");
                EmbeddedBroker broker = EmbeddedBroker.start(scratch.path(), "127.0.0.1", 0)) {
            CapacityBench bench = new CapacityBench(
                    KafkaConnection.to(broker.bootstrap()),
                    backlog,
                    scratch.path().resolve("streams"),
                    2,
                    8,
                    Duration.ofMillis(30));
            bench.begin();
            Capacities found = Capacities.of(RUNS, DIMENSION, bench.rounds(ROUNDS, skipped, DRAIN_TIME, done -> {}));
            measured.put("everything_to_nothing", found.ofNothing());
            measured.put("everything_to_carrying", found.ofCarrying());
        }
    }

    private static List<String> lines(List<Ratios.Compared> compared) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%-26s %9s %9s %10s", "ratio, more is better", "measured", "recorded", "tolerance"));
        compared.forEach(c -> lines.add(String.format(
                Locale.ROOT,
                "%-26s %9.3f %9.3f %9.0f%%%s",
                c.name(),
                c.measured(),
                c.recorded(),
                100 * c.tolerance(),
                c.worse() ? "  WORSE" : "")));
        return lines;
    }
}
