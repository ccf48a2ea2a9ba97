/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Analysis;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * The gRPC door beside a bare producer with the same records, broker and cores; medians over the rounds.
 *
 * @param door snapshots a second
 * @param kafka the same of the producer
 * @param ratio of the two, of each round
 * @param doorCpuUs processor microseconds of the service a snapshot
 * @param kafkaCpuUs the same while the producer sends
 */
public record DoorBench(int dim, double door, double kafka, double ratio, double doorCpuUs, double kafkaCpuUs) {
    /** Options of a service that shows what the door can do, not what it grants. */
    public static final List<String> SERVICE = List.of(
            "--roles=broker,ingest",
            "--limit-run-rate=1000000",
            "--limit-run-mib=100000",
            "--limit-rate=1000000",
            "--limit-mib=100000");

    private static final int PARTITIONS = 8;
    private static final double MICROS = 1e6;

    private record Rate(double perS, double cpuUs) {}

    /** In turn, after a round that does not count. */
    public static DoorBench run(ServiceProcess service, int runs, int dimension, int rounds, Duration time)
            throws InterruptedException, ExecutionException {
        Rate[] door = new Rate[rounds];
        Rate[] kafka = new Rate[rounds];
        for (int round = -1; round < rounds; round++) {
            Rate throughDoor = door(service, runs, dimension, time);
            Rate straight = kafka(service, runs, dimension, time);
            if (round >= 0) {
                door[round] = throughDoor;
                kafka[round] = straight;
            }
        }
        return new DoorBench(
                dimension,
                median(door, Rate::perS),
                median(kafka, Rate::perS),
                Median.of(IntStream.range(0, rounds)
                        .mapToDouble(i -> door[i].perS() / kafka[i].perS())
                        .toArray()),
                median(door, Rate::cpuUs),
                median(kafka, Rate::cpuUs));
    }

    private static double median(Rate[] rates, ToDoubleFunction<Rate> figure) {
        return Median.of(Arrays.stream(rates).mapToDouble(figure).toArray());
    }

    private static Rate door(ServiceProcess service, int runs, int dimension, Duration time)
            throws InterruptedException, ExecutionException {
        Duration before = service.cpu();
        String door = service.endpoints().grpc();
        PublishBench bench = PublishBench.run(door, Access.OPEN, runs, dimension, time, Analysis.getDefaultInstance());
        if (!bench.complete() || bench.refused() > 0) {
            throw new BadInput("the door refused " + bench.refused() + " messages or did not acknowledge all in time");
        }
        return rate(bench.snapshots(), bench.seconds(), service.cpu().minus(before));
    }

    private static Rate kafka(ServiceProcess service, int runs, int dimension, Duration time)
            throws InterruptedException, ExecutionException {
        KafkaConnection kafka = KafkaConnection.to(service.endpoints().kafka());
        Topics topics = new Topics("bench-producer");
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.ensure(topics, PARTITIONS, (short) 1);
        }
        Duration before = service.cpu();
        try (KafkaProducer<String, byte[]> producer = kafka.openProducer()) {
            ProducerBench bench = ProducerBench.run(producer, topics.snapshots(), runs, dimension, time);
            if (bench.failed() > 0) {
                throw new BadInput("Kafka did not acknowledge " + bench.failed() + " records");
            }
            return rate(bench.snapshots(), bench.seconds(), service.cpu().minus(before));
        }
    }

    private static Rate rate(long snapshots, double seconds, Duration cpu) {
        return new Rate(snapshots / seconds, cpu.toNanos() / 1e9 * MICROS / snapshots);
    }
}
