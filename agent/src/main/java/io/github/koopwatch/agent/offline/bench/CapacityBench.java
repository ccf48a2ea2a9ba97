/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.streams.StreamsWorker;
import io.github.koopwatch.streams.Work;
import io.github.koopwatch.streams.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * How fast a worker takes a backlog off the log, exactly once: snapshots a second that are committed, from when every window
 * is full until the time or the backlog ends. Every round reads the same backlog from its begin, as a worker without state, and
 * writes to topics of its own.
 */
public final class CapacityBench {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long POLL_MS = 5;
    private static final String BACKLOG = "bench";

    private final KafkaConnection kafka;
    private final Backlog backlog;
    private final Path state;
    private final int threads;
    private final int partitions;
    private final Duration commit;

    /** @param state directory of the workers' own */
    public CapacityBench(
            KafkaConnection kafka, Backlog backlog, Path state, int threads, int partitions, Duration commit) {
        this.kafka = kafka;
        this.backlog = backlog;
        this.state = state;
        this.threads = threads;
        this.partitions = partitions;
        this.commit = commit;
    }

    /** Writes the backlog; to be called once, before any round. */
    public void begin() {
        backlog.write(kafka, created(BACKLOG));
    }

    private Topics created(String prefix) {
        Topics topics = new Topics(prefix);
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.ensure(topics, partitions, (short) 1);
        }
        return topics;
    }

    /**
     * What a round found.
     *
     * @param snapshotsPerS NaN when the worker did not come so far in ten minutes
     * @param seconds that were measured
     * @param processing time that each record spent in the processor, without reading and committing
     */
    public record Round(double snapshotsPerS, double seconds, Durations.Found processing) {}

    /**
     * Every part of the work in turn, so many times after a first round, in which the compiler learns and which does not count.
     *
     * @param skipped records after which each measurement begins; it takes at most {@code time}
     * @param done is told how many measurements are behind
     */
    public Map<Work, Round[]> rounds(int rounds, long skipped, Duration time, IntConsumer done)
            throws InterruptedException {
        Map<Work, Round[]> found = new EnumMap<>(Work.class);
        int measured = 0;
        for (int round = -1; round < rounds; round++) {
            for (Work work : Work.values()) {
                done.accept(measured);
                Round its = round("bench-" + measured++, work, skipped, time);
                if (Double.isNaN(its.snapshotsPerS())) {
                    throw new BadInput("the windows were not full in ten minutes: give fewer --runs");
                }
                if (round >= 0) {
                    found.computeIfAbsent(work, key -> new Round[rounds])[round] = its;
                }
            }
        }
        return found;
    }

    /** Measures for at most {@code time} after so many records; {@code name} is the worker's and its topics', and new. */
    private Round round(String name, Work work, long skipped, Duration time) throws InterruptedException {
        Topics results = created(name);
        String snapshots = new Topics(BACKLOG).snapshots();
        Durations processing = new Durations();
        WorkerSettings settings =
                new WorkerSettings(kafka.streams(), name, name, state.resolve(name), threads, commit, 1);
        try (StreamsWorker worker = StreamsWorker.partial(settings, snapshots, results, work, processing::add)) {
            worker.start();
            long from = reached(worker, skipped, PATIENCE);
            processing.clear();
            long begin = System.nanoTime();
            long to = reached(worker, backlog.records(), time);
            double seconds = (System.nanoTime() - begin) / 1e9;
            double perS = from < skipped ? Double.NaN : (to - from) / seconds;
            return new Round(perS, seconds, processing.found());
        }
    }

    /** What is committed once it is at least so much, or when the time is over. */
    private static long reached(StreamsWorker worker, long records, Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        long committed = worker.committed();
        while (committed < records && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            committed = worker.committed();
        }
        return committed;
    }
}
