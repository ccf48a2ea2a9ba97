/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.bench.DoorBench;
import io.github.koopwatch.agent.offline.bench.ServiceProcess;
import io.github.koopwatch.contract.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the gRPC door beside a bare Kafka producer. */
@Command(
        name = "door",
        mixinStandardHelpOptions = true,
        description = {
            "Start a broker with a gRPC door and publish, in turn through the door and straight to Kafka with the same records,",
            "until acknowledged as durable."
        })
public final class BenchDoorCommand implements Callable<Integer> {
    @Option(
            names = "--dims",
            split = ",",
            paramLabel = "D",
            description = "Values per snapshot, four bytes each (default: ${DEFAULT-VALUE}).")
    private int[] dimensions = {1024, 4096, 16_384, 65_536};

    @Mixin
    private BenchRuns runs = new BenchRuns(4, 256);

    @Mixin
    private BenchRounds rounds = new BenchRounds(5, 3);

    @Mixin
    private BenchOutput output = new BenchOutput();

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        for (int dimension : dimensions) {
            BenchAnalysis.requireBetween("--dims", dimension, 1, Limits.LARGEST_DIMENSION);
        }
        int many = runs.get();
        int times = rounds.rounds();
        Duration time = rounds.time();
        List<DoorBench> found = new ArrayList<>();
        try (Scratch scratch = new Scratch("koopwatch-bench");
                ServiceProcess service = ServiceProcess.start(scratch.path(), DoorBench.SERVICE);
                ProgressLine progress = output.progress()) {
            for (int i = 0; i < dimensions.length; i++) {
                progress.at("publishing", i, dimensions.length);
                found.add(DoorBench.run(service, many, dimensions[i], times, time));
            }
        }
        output.print(found, () -> lines(found));
        return 0;
    }

    private static List<String> lines(List<DoorBench> found) {
        List<String> lines = new ArrayList<>();
        lines.add("     bytes    door/s   Kafka/s   ratio   CPU of the service, us per snapshot: door, Kafka");
        found.forEach(f -> lines.add(String.format(
                Locale.ROOT,
                "%10d %9.0f %9.0f %7.2f %33.0f %12.0f",
                f.dim() * Float.BYTES,
                f.door(),
                f.kafka(),
                f.ratio(),
                f.doorCpuUs(),
                f.kafkaCpuUs())));
        return lines;
    }
}
