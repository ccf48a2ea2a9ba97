/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.streams.StreamsWorker;
import io.github.koopwatch.streams.Work;
import io.github.koopwatch.streams.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How fast a worker takes a backlog off the log, exactly once: snapshots a second between a fifth and all of it being
 * committed, so that neither its start nor the compiler's warm-up counts.
 */
public final class CapacityBench {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long POLL_MS = 10;
    private static final int WARM_UP_SHARE = 5;

    private final KafkaConnection kafka;
    private final Path state;
    private final int threads;
    private final int partitions;
    private final Duration commit;

    /** @param state directory of the workers' own */
    public CapacityBench(KafkaConnection kafka, Path state, int threads, int partitions, Duration commit) {
        this.kafka = kafka;
        this.state = state;
        this.threads = threads;
        this.partitions = partitions;
        this.commit = commit;
    }

    /** One round with topics of its own, named by {@code round}; NaN when the patience ends first. */
    public double snapshotsPerS(Work work, Backlog backlog, int round) throws InterruptedException {
        Topics topics = new Topics("bench-" + round);
        try (TopicAdmin admin = TopicAdmin.open(kafka)) {
            admin.ensure(topics, partitions, (short) 1);
        }
        backlog.write(kafka, topics);
        try (StreamsWorker worker = StreamsWorker.partial(settings(topics), topics, work)) {
            worker.start();
            return drained(worker, backlog.records());
        }
    }

    private WorkerSettings settings(Topics topics) {
        return new WorkerSettings(
                kafka.streams(), topics.prefix(), topics.prefix(), state.resolve(topics.prefix()), threads, commit, 1);
    }

    private static double drained(StreamsWorker worker, long records) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long from = reached(worker, records / WARM_UP_SHARE, deadline);
        long begin = System.nanoTime();
        long to = reached(worker, records, deadline);
        return to < records ? Double.NaN : (to - from) * 1e9 / (System.nanoTime() - begin);
    }

    /** What is committed once it is at least so much, or when the time is over. */
    private static long reached(StreamsWorker worker, long records, long deadline) throws InterruptedException {
        long committed = worker.committed();
        while (committed < records && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            committed = worker.committed();
        }
        return committed;
    }
}
