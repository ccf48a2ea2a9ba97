/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What the gRPC door is measured against: the same records from a Kafka producer that has them ready, as Kafka's own
 * benchmark does it (kafka-producer-perf-test.sh): one producer, sending as fast as it takes.
 *
 * @param snapshots acknowledged
 * @param bytes of records in all
 * @param seconds from the first record to the last acknowledgement
 * @param failed records that were not acknowledged
 */
public record ProducerBench(long snapshots, long bytes, double seconds, int failed) {
    private static final int DISTINCT_ROWS = 256;

    /**
     * Sends for that long with as many threads as there are runs, all of them through the one producer.
     *
     * @param producer closed by the caller
     */
    public static ProducerBench run(
            KafkaProducer<String, byte[]> producer, String topic, int runs, int dimension, Duration time)
            throws InterruptedException, ExecutionException {
        AtomicInteger failed = new AtomicInteger();
        List<Callable<long[]>> tasks = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            String run = "bench-" + i;
            byte[][] records = records(dimension, i);
            tasks.add(() -> send(producer, topic, run, records, time, failed));
        }
        ExecutorService threads = Executors.newFixedThreadPool(runs);
        try {
            long begin = System.nanoTime();
            long snapshots = 0;
            long bytes = 0;
            for (Future<long[]> sent : threads.invokeAll(tasks)) {
                snapshots += sent.get()[0];
                bytes += sent.get()[1];
            }
            producer.flush();
            return new ProducerBench(
                    snapshots - failed.get(), bytes, (System.nanoTime() - begin) / 1e9, failed.get());
        } finally {
            threads.shutdownNow();
        }
    }

    private static long[] send(
            KafkaProducer<String, byte[]> producer,
            String topic,
            String run,
            byte[][] records,
            Duration time,
            AtomicInteger failed) {
        long begin = System.nanoTime();
        long sent = 0;
        long bytes = 0;
        while (System.nanoTime() - begin < time.toNanos()) {
            byte[] record = records[(int) (sent % records.length)];
            producer.send(new ProducerRecord<>(topic, run, record), (at, failure) -> {
                if (failure != null) {
                    failed.incrementAndGet();
                }
            });
            sent++;
            bytes += record.length + run.getBytes(StandardCharsets.UTF_8).length;
        }
        return new long[] {sent, bytes};
    }

    /** Made before the clock starts, as the door's load is. */
    private static byte[][] records(int dimension, int seed) {
        RandomWalk walk = new RandomWalk(dimension, seed);
        byte[][] records = new byte[DISTINCT_ROWS][];
        for (int t = 0; t < records.length; t++) {
            Snapshot.Builder snapshot = Snapshot.newBuilder().setObservable("weights").setStep(t);
            records[t] = Record.newBuilder()
                    .setIncarnation(1)
                    .setSnapshot(snapshot.setValues(Float32.bytes(walk.next())))
                    .build()
                    .toByteArray();
        }
        return records;
    }
}
