/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.Endpoints;
import io.github.koopwatch.agent.offline.bench.FairnessBench;
import io.github.koopwatch.agent.offline.bench.Latencies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what a run that floods the service does to the others. */
@Command(
        name = "fairness",
        mixinStandardHelpOptions = true,
        description =
                "Publish runs fair-0, fair-1, ... at an even pace, alone and beside a run that sends a thousand times"
                        + " as much, in turn, and compare how long they wait for acknowledgements and windows.")
public final class BenchFairnessCommand implements Callable<Integer> {
    private static final int MOST = 100_000;

    @Mixin
    private BenchRuns runs = new BenchRuns(8, 256);

    @Option(
            names = "--rate",
            paramLabel = "HZ",
            description = "Snapshots a second of each (default: ${DEFAULT-VALUE}).")
    private int rate = 2;

    @Option(
            names = "--factor",
            paramLabel = "F",
            description = "Times as many of the other (default: ${DEFAULT-VALUE}).")
    private int factor = 1000;

    @Mixin
    private BenchDimension dimension = new BenchDimension();

    @Option(names = "--seconds", paramLabel = "S", description = "Of each phase (default: ${DEFAULT-VALUE}).")
    private int seconds = 10;

    @Option(names = "--rounds", paramLabel = "N", description = "Quiet and flooded phases (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--partitions", paramLabel = "N", description = "Of the service (default: ${DEFAULT-VALUE}).")
    private int partitions = 8;

    @Option(names = "--through-kafka", description = "The flooding run writes to Kafka itself.")
    private boolean throughKafka;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of a service here (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("koopwatch-data");

    @Mixin
    private BenchOutput output = new BenchOutput();

    @Override
    public Integer call() throws InterruptedException, IOException {
        int many = runs.get();
        int values = dimension.get();
        BenchAnalysis.requireBetween("--rate", rate, 1, MOST);
        BenchAnalysis.requireBetween("--factor", factor, 1, MOST);
        BenchAnalysis.requireBetween("--seconds", seconds, 1, MOST);
        BenchAnalysis.requireBetween("--rounds", rounds, 1, MOST);
        BenchAnalysis.requireBetween("--partitions", partitions, 1, MOST);
        Endpoints service = Endpoints.read(data);
        GrpcTarget.requireAnswer(service.grpc());
        FairnessBench found = FairnessBench.run(
                service.grpc(),
                service.http(),
                service.kafka(),
                new FairnessBench.Plan(
                        many, rate, factor, values, Duration.ofSeconds(seconds), rounds, throughKafka, partitions));
        output.print(found, () -> lines(found));
        return 0;
    }

    private List<String> lines(FairnessBench found) {
        return List.of(
                line("acknowledgement", found.ack()),
                line("window", found.window()),
                line("window, in the flood's partition", found.windowBeside()),
                String.format(
                        Locale.ROOT,
                        "the flood tried %d snapshots/s, %d times the %d/s of each of %d honest runs, and got rid of %.0f/s;"
                                + " windows that never came: %d",
                        rate * factor,
                        factor,
                        rate,
                        runs.get(),
                        found.floodPerS(),
                        found.unseen()));
    }

    private static String line(String what, Latencies.Found found) {
        return String.format(
                Locale.ROOT,
                "snapshot to %s: p99 %.1f ms quiet, %.1f ms beside the flood, ratio %.2f; p50 %.1f and %.1f ms, ratio %.2f"
                        + " (%d and %d samples)",
                what,
                found.quietP99(),
                found.floodP99(),
                found.ratio(),
                found.quietP50(),
                found.floodP50(),
                found.medianRatio(),
                found.quietSamples(),
                found.floodSamples());
    }
}
