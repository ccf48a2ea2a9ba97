/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.contract.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Workers on one broker that share a backlog, and what becomes of it when one of them is killed.
 *
 * @param workers processes with two stream threads each
 * @param snapshotsPerS committed by all of them, from when every window is full
 * @param cpuUsPerSnapshot processor time of all workers
 * @param brokerCpuUsPerSnapshot of the broker
 * @param residentMb of all workers
 * @param takeoverS from the kill of one worker until every partition that has records left is committed further; NaN with one
 *     worker, and when the backlog ended before
 */
public record ScaleOutBench(
        int workers,
        double snapshotsPerS,
        double cpuUsPerSnapshot,
        double brokerCpuUsPerSnapshot,
        double residentMb,
        double takeoverS) {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_MS = 50;
    private static final int PARTITIONS = 8;
    private static final double MEGABYTE = 1e6;

    /** Starts a broker and so many workers in an empty folder; {@code skipped} records are not measured. */
    public static ScaleOutBench run(Path folder, int workers, Backlog backlog, long skipped, Duration time)
            throws IOException, InterruptedException {
        try (Installation installation = Installation.broker(folder);
                Admin admin = KafkaConnection.to(installation.kafka()).openAdmin()) {
            KafkaConnection kafka = KafkaConnection.to(installation.kafka());
            Topics topics = new Topics(Topics.DEFAULT_PREFIX);
            try (TopicAdmin topicAdmin = TopicAdmin.open(kafka)) {
                topicAdmin.ensure(topics, PARTITIONS, (short) 1);
            }
            backlog.write(kafka, topics);
            List<ServiceProcess> processes = new ArrayList<>();
            for (int i = 1; i <= workers; i++) {
                processes.add(installation.worker(i));
            }
            return measured(new Progress(admin, topics), installation, processes, skipped, time);
        }
    }

    private static ScaleOutBench measured(
            Progress progress, Installation installation, List<ServiceProcess> workers, long skipped, Duration time)
            throws IOException, InterruptedException {
        progress.awaitCommitted(skipped);
        progress.awaitBeyond(progress.offsets()); // a worker that came last has its share now
        Duration cpu = cpu(workers);
        Duration broker = installation.broker().cpu();
        long begin = System.nanoTime();
        long from = progress.committed();
        while (System.nanoTime() - begin < time.toNanos() && progress.left() > 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long snapshots = progress.committed() - from;
        double resident = 0;
        for (ServiceProcess worker : workers) {
            resident += worker.residentBytes() / MEGABYTE;
        }
        double each = 1e3 * Math.max(1, snapshots);
        return new ScaleOutBench(
                workers.size(),
                snapshots / seconds,
                cpu(workers).minus(cpu).toNanos() / each,
                installation.broker().cpu().minus(broker).toNanos() / each,
                resident,
                workers.size() == 1 ? Double.NaN : takeover(progress, workers.get(0)));
    }

    private static Duration cpu(List<ServiceProcess> workers) {
        return workers.stream().map(ServiceProcess::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    private static double takeover(Progress progress, ServiceProcess killed) throws InterruptedException {
        killed.kill();
        long begin = System.nanoTime();
        Map<TopicPartition, Long> then = progress.offsets();
        if (!progress.anyLeft(then)) {
            return Double.NaN;
        }
        progress.awaitBeyond(then);
        return (System.nanoTime() - begin) / 1e9;
    }

    /** How far the workers are in the snapshots topic, as Kafka knows it. */
    private static final class Progress {
        private final Admin admin;
        private final String group;
        private final Map<TopicPartition, Long> ends;

        Progress(Admin admin, Topics topics) throws InterruptedException {
            this.admin = admin;
            this.group = topics.prefix();
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            for (int i = 0; i < PARTITIONS; i++) {
                wanted.put(new TopicPartition(topics.snapshots(), i), OffsetSpec.latest());
            }
            this.ends = new HashMap<>();
            for (TopicPartition partition : wanted.keySet()) {
                ends.put(
                        partition,
                        answer(admin.listOffsets(wanted).partitionResult(partition))
                                .offset());
            }
        }

        Map<TopicPartition, Long> offsets() throws InterruptedException {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                    .forEach((partition, at) -> {
                        if (at != null && ends.containsKey(partition)) {
                            offsets.put(partition, at.offset());
                        }
                    });
            return offsets;
        }

        long committed() throws InterruptedException {
            return offsets().values().stream().mapToLong(Long::longValue).sum();
        }

        long left() throws InterruptedException {
            return ends.values().stream().mapToLong(Long::longValue).sum() - committed();
        }

        void awaitCommitted(long records) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (committed() < records) {
                if (System.nanoTime() > deadline) {
                    throw new BadInput(
                            "the windows were not full in " + PATIENCE.toMinutes() + " minutes: give fewer --runs");
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        }

        /** Waits until no partition is where it was, but those that were at their end. */
        void awaitBeyond(Map<TopicPartition, Long> then) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!allBeyond(then)) {
                if (System.nanoTime() > deadline) {
                    throw new BadInput("a partition stood still for " + PATIENCE.toMinutes() + " minutes");
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        }

        boolean anyLeft(Map<TopicPartition, Long> then) {
            return ends.entrySet().stream().anyMatch(end -> then.getOrDefault(end.getKey(), 0L) < end.getValue());
        }

        private boolean allBeyond(Map<TopicPartition, Long> then) throws InterruptedException {
            Map<TopicPartition, Long> now = offsets();
            return ends.entrySet().stream().allMatch(end -> {
                long at = now.getOrDefault(end.getKey(), 0L);
                return at >= end.getValue() || at > then.getOrDefault(end.getKey(), 0L);
            });
        }

        private static <T> T answer(org.apache.kafka.common.KafkaFuture<T> future) throws InterruptedException {
            try {
                return future.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("the benchmark's own broker did not answer", e);
            }
        }
    }
}
