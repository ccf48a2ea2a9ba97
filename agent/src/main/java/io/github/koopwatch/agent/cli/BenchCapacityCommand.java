/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.broker.EmbeddedBroker;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.offline.bench.Backlog;
import io.github.koopwatch.agent.offline.bench.Capacities;
import io.github.koopwatch.agent.offline.bench.CapacityBench;
import io.github.koopwatch.streams.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the topology against itself without work. */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        description = {
            "Drain a backlog with a broker and a worker of its own, exactly once, in turn by a topology that only reads, one",
            "that also writes what the product writes, and the product; from when every window is full."
        })
public final class BenchCapacityCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 1_000_000;
    private static final int PARTITIONS = 8;

    @Mixin
    private BenchDimension dimension = new BenchDimension();

    @Mixin
    private BenchRuns runs = new BenchRuns(16, 1024);

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Snapshots of each in the backlog (default: ${DEFAULT-VALUE}).")
    private int rows = 4000;

    @Mixin
    private BenchRounds rounds = new BenchRounds(10, 3);

    @Option(names = "--threads", paramLabel = "N", description = "Stream threads (default: ${DEFAULT-VALUE}).")
    private int threads = 2;

    @Option(
            names = "--commit-ms",
            paramLabel = "MS",
            description = "Time between transactions (default: ${DEFAULT-VALUE}, the product's).")
    private int commitMs = 30;

    @Mixin
    private BenchAnalysis analysis = new BenchAnalysis();

    @Mixin
    private BenchOutput output = new BenchOutput();

    @Override
    public Integer call() throws IOException, InterruptedException {
        int fewest = analysis.settings().window() + 2 * analysis.settings().hop();
        BenchAnalysis.requireBetween("--rows", rows, fewest, MOST_ROWS);
        BenchAnalysis.requireBetween("--threads", threads, 1, 64);
        BenchAnalysis.requireBetween("--commit-ms", commitMs, 1, 10_000);
        Backlog backlog = new Backlog(runs.get(), dimension.get(), rows, runs.get(), analysis.request());
        int times = rounds.rounds();
        Duration time = rounds.time();
        Capacities found;
        try (Scratch scratch = new Scratch("koopwatch-bench");
                EmbeddedBroker broker = EmbeddedBroker.start(scratch.path(), "127.0.0.1", 0);
                ProgressLine progress = output.progress()) {
            CapacityBench bench = new CapacityBench(
                    KafkaConnection.to(broker.bootstrap()),
                    backlog,
                    scratch.path().resolve("streams"),
                    threads,
                    PARTITIONS,
                    Duration.ofMillis(commitMs));
            bench.begin();
            long skipped = (long) fewest * backlog.runs();
            int all = (times + 1) * Work.values().length;
            found = Capacities.of(
                    backlog.runs(),
                    backlog.dimension(),
                    bench.rounds(times, skipped, time, done -> progress.at("draining the backlog", done, all)));
        }
        output.print(found, found::lines);
        return 0;
    }
}
