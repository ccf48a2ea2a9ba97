/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.broker.EmbeddedBroker;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.offline.bench.Backlog;
import io.github.koopwatch.agent.offline.bench.CapacityBench;
import io.github.koopwatch.agent.offline.bench.Median;
import io.github.koopwatch.contract.Limits;
import io.github.koopwatch.streams.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the topology against itself without work. */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        description = {
            "Drain a backlog with a broker and a worker of its own, exactly once, in turn by a topology that only reads, one",
            "that also writes what the product writes, and the product."
        })
public final class BenchCapacityCommand implements Callable<Integer> {
    private static final int MOST_RUNS = 1024;
    private static final int MOST_ROWS = 100_000;
    private static final int MOST_ROUNDS = 20;

    @Option(names = "--dim", paramLabel = "D", description = "Values per snapshot (default: ${DEFAULT-VALUE}).")
    private int dimension = 1024;

    @Option(names = "--runs", paramLabel = "N", description = "Runs in the backlog (default: ${DEFAULT-VALUE}).")
    private int runs = 16;

    @Option(names = "--rows", paramLabel = "N", description = "Snapshots of each (default: ${DEFAULT-VALUE}).")
    private int rows = 1000;

    @Option(names = "--rounds", paramLabel = "N", description = "Of all three in turn (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--threads", paramLabel = "N", description = "Stream threads (default: ${DEFAULT-VALUE}).")
    private int threads = 2;

    @Option(
            names = "--commit-ms",
            paramLabel = "MS",
            description = "Time between transactions (default: ${DEFAULT-VALUE}, the product's).")
    private int commitMs = 30;

    @Mixin
    private BenchAnalysis analysis = new BenchAnalysis();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Medians over the rounds, snapshots a second, and what the product reaches of the two others. */
    private record Found(
            int runs,
            int dim,
            double nothing,
            double carrying,
            double everything,
            double ofNothing,
            double ofCarrying) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchAnalysis.requireBetween("--dim", dimension, 1, Limits.LARGEST_DIMENSION);
        BenchAnalysis.requireBetween("--runs", runs, 1, MOST_RUNS);
        BenchAnalysis.requireBetween("--rows", rows, 1, MOST_ROWS);
        BenchAnalysis.requireBetween("--rounds", rounds, 1, MOST_ROUNDS);
        BenchAnalysis.requireBetween("--threads", threads, 1, 64);
        BenchAnalysis.requireBetween("--commit-ms", commitMs, 1, 10_000);
        try (Scratch scratch = new Scratch("koopwatch-bench");
                EmbeddedBroker broker = EmbeddedBroker.start(scratch.path(), "127.0.0.1", 0)) {
            print(measure(KafkaConnection.to(broker.bootstrap()), scratch.path().resolve("streams")));
        }
        return 0;
    }

    private Map<Work, double[]> measure(KafkaConnection kafka, Path state) throws InterruptedException {
        CapacityBench bench = new CapacityBench(kafka, state, threads, 8, Duration.ofMillis(commitMs));
        Backlog backlog = new Backlog(runs, dimension, rows, analysis.request());
        Map<Work, double[]> found = new EnumMap<>(Work.class);
        int all = rounds * Work.values().length;
        int done = 0;
        try (ProgressLine progress = ProgressLine.of(spec, json)) {
            for (int round = 0; round < rounds; round++) {
                for (Work work : Work.values()) {
                    progress.at("draining backlogs", done, all);
                    double rate = bench.snapshotsPerS(work, backlog, done++);
                    if (Double.isNaN(rate)) {
                        throw new BadInput("the backlog was not drained in ten minutes: give fewer --runs or --rows");
                    }
                    found.computeIfAbsent(work, key -> new double[rounds])[round] = rate;
                }
            }
        }
        return found;
    }

    private void print(Map<Work, double[]> found) {
        double nothing = median(found, Work.NOTHING);
        double carrying = median(found, Work.CARRYING);
        double everything = median(found, Work.EVERYTHING);
        if (json) {
            Output.json(
                    spec,
                    new Found(
                            runs,
                            dimension,
                            nothing,
                            carrying,
                            everything,
                            everything / nothing,
                            everything / carrying));
            return;
        }
        List<String> lines = new ArrayList<>();
        found.forEach((work, rates) -> lines.add(String.format(
                Locale.ROOT,
                "%-11s %8.0f snapshots/s (rounds: %s)",
                work.name().toLowerCase(Locale.ROOT),
                Median.of(rates),
                Arrays.stream(rates)
                        .mapToObj(r -> String.format(Locale.ROOT, "%.0f", r))
                        .toList())));
        lines.add(String.format(
                Locale.ROOT,
                "everything is %.2f of nothing and %.2f of carrying",
                everything / nothing,
                everything / carrying));
        Output.lines(spec, lines);
    }

    private static double median(Map<Work, double[]> found, Work work) {
        return Median.of(Objects.requireNonNull(found.get(work)));
    }
}
