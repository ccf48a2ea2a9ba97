/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.agent.offline.bench.Median;
import io.github.koopwatch.agent.offline.bench.ProducerBench;
import io.github.koopwatch.agent.offline.bench.PublishBench;
import io.github.koopwatch.agent.offline.bench.ServiceProcess;
import io.github.koopwatch.contract.Limits;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Analysis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the gRPC door beside a bare Kafka producer. */
@Command(
        name = "door",
        mixinStandardHelpOptions = true,
        description = {
            "Start a broker with a gRPC door and publish, in turn through the door and straight to Kafka with the same records,",
            "until acknowledged as durable."
        })
public final class BenchDoorCommand implements Callable<Integer> {
    private static final int MOST_RUNS = 256;
    private static final int MOST_ROUNDS = 20;
    private static final int MOST_SECONDS = 3600;
    private static final double MICROS = 1e6;
    /** What the door can do, not what it grants. */
    private static final List<String> DOOR_ALONE = List.of(
            "--roles=broker,ingest",
            "--limit-run-rate=1000000",
            "--limit-run-mib=100000",
            "--limit-rate=1000000",
            "--limit-mib=100000");

    @Option(
            names = "--dims",
            split = ",",
            paramLabel = "D",
            description = "Values per snapshot, four bytes each (default: ${DEFAULT-VALUE}).")
    private int[] dimensions = {1024, 4096, 16_384, 65_536};

    @Option(names = "--runs", paramLabel = "N", description = "Runs at a time (default: ${DEFAULT-VALUE}).")
    private int runs = 4;

    @Option(names = "--seconds", paramLabel = "S", description = "Of each measurement (default: ${DEFAULT-VALUE}).")
    private int seconds = 5;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Of both in turn, after one that does not count (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Medians of snapshots a second, their ratio, and CPU microseconds of the service per snapshot. */
    private record Found(int dim, double door, double kafka, double ratio, double doorCpuUs, double kafkaCpuUs) {}

    private record Rate(double perS, double cpuUs) {}

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        for (int dimension : dimensions) {
            BenchAnalysis.requireBetween("--dims", dimension, 1, Limits.LARGEST_DIMENSION);
        }
        BenchAnalysis.requireBetween("--runs", runs, 1, MOST_RUNS);
        BenchAnalysis.requireBetween("--seconds", seconds, 1, MOST_SECONDS);
        BenchAnalysis.requireBetween("--rounds", rounds, 1, MOST_ROUNDS);
        List<Found> found = new ArrayList<>();
        try (Scratch scratch = new Scratch("koopwatch-bench");
                ServiceProcess service = ServiceProcess.start(scratch.path(), DOOR_ALONE);
                ProgressLine progress = ProgressLine.of(spec, json)) {
            for (int i = 0; i < dimensions.length; i++) {
                progress.at("publishing", i, dimensions.length);
                found.add(measure(service, dimensions[i]));
            }
        }
        print(found);
        return 0;
    }

    private Found measure(ServiceProcess service, int dimension) throws InterruptedException, ExecutionException {
        Rate[] door = new Rate[rounds];
        Rate[] kafka = new Rate[rounds];
        for (int round = -1; round < rounds; round++) {
            Rate throughDoor = door(service, dimension);
            Rate straight = kafka(service, dimension);
            if (round >= 0) {
                door[round] = throughDoor;
                kafka[round] = straight;
            }
        }
        double doorRate = Median.of(Arrays.stream(door).mapToDouble(Rate::perS).toArray());
        double kafkaRate =
                Median.of(Arrays.stream(kafka).mapToDouble(Rate::perS).toArray());
        return new Found(
                dimension,
                doorRate,
                kafkaRate,
                doorRate / kafkaRate,
                Median.of(Arrays.stream(door).mapToDouble(Rate::cpuUs).toArray()),
                Median.of(Arrays.stream(kafka).mapToDouble(Rate::cpuUs).toArray()));
    }

    private Rate door(ServiceProcess service, int dimension) throws InterruptedException, ExecutionException {
        Duration before = service.cpu();
        PublishBench bench = PublishBench.run(
                service.endpoints().grpc(),
                Access.OPEN,
                runs,
                dimension,
                Duration.ofSeconds(seconds),
                Analysis.getDefaultInstance());
        if (!bench.complete() || bench.refused() > 0) {
            throw new BadInput("the door refused " + bench.refused() + " messages or did not acknowledge all in time");
        }
        return rate(bench.snapshots(), bench.seconds(), service.cpu().minus(before));
    }

    private Rate kafka(ServiceProcess service, int dimension) throws InterruptedException, ExecutionException {
        KafkaConnection kafka = KafkaConnection.to(service.endpoints().kafka());
        Topics topics = new Topics("bench-producer");
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.ensure(topics, 8, (short) 1);
        }
        Duration before = service.cpu();
        try (KafkaProducer<String, byte[]> producer = kafka.openProducer()) {
            ProducerBench bench =
                    ProducerBench.run(producer, topics.snapshots(), runs, dimension, Duration.ofSeconds(seconds));
            if (bench.failed() > 0) {
                throw new BadInput("Kafka did not acknowledge " + bench.failed() + " records");
            }
            return rate(bench.snapshots(), bench.seconds(), service.cpu().minus(before));
        }
    }

    private static Rate rate(long snapshots, double seconds, Duration cpu) {
        return new Rate(snapshots / seconds, cpu.toNanos() / 1e9 * MICROS / snapshots);
    }

    private void print(List<Found> found) {
        if (json) {
            Output.json(spec, found);
            return;
        }
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
        Output.lines(spec, lines);
    }
}
