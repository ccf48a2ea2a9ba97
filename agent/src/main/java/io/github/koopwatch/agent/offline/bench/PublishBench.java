/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.client.PublishingClient;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs that publish random walks as fast as the service acknowledges, one connection and thread each.
 *
 * @param names the runs, {@code bench-0}, …
 * @param rows snapshots of each run that were acknowledged, at steps 0, 1, …
 * @param seconds from the first snapshot to the last acknowledgement
 * @param bytes published in all, protobuf only
 * @param refused messages that the service refused
 * @param complete whether everything was acknowledged in time
 */
public record PublishBench(
        List<String> names, List<Integer> rows, double seconds, long bytes, int refused, boolean complete) {
    private static final String OBSERVABLE = "weights";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int DISTINCT_ROWS = 256;

    /** Publishes for that long; every run asks for the one analysis. */
    public static PublishBench run(
            String target, Access access, int runs, int dimension, Duration time, Analysis analysis)
            throws InterruptedException, ExecutionException {
        List<String> names = new ArrayList<>();
        List<Callable<Part>> tasks = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            String name = "bench-" + i;
            names.add(name);
            float[][] rows = rows(dimension, i);
            tasks.add(() -> publish(target, access, name, rows, time, analysis));
        }
        ExecutorService threads = Executors.newFixedThreadPool(runs);
        try {
            return sum(names, threads.invokeAll(tasks));
        } finally {
            threads.shutdownNow();
        }
    }

    private record Part(int rows, long begin, long end, long bytes, int refused, boolean complete) {}

    private static PublishBench sum(List<String> names, List<Future<Part>> parts)
            throws InterruptedException, ExecutionException {
        List<Integer> rows = new ArrayList<>();
        long begin = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        long bytes = 0;
        int refused = 0;
        boolean complete = true;
        for (Future<Part> future : parts) {
            Part part = future.get();
            rows.add(part.rows());
            begin = Math.min(begin, part.begin());
            end = Math.max(end, part.end());
            bytes += part.bytes();
            refused += part.refused();
            complete &= part.complete();
        }
        return new PublishBench(names, rows, (end - begin) / 1e9, bytes, refused, complete);
    }

    private static Part publish(
            String target, Access access, String name, float[][] rows, Duration time, Analysis analysis)
            throws InterruptedException {
        RunStart start = RunStart.newBuilder()
                .setRun(name)
                .setGroup("bench")
                .addObservables(Observable.newBuilder().setName(OBSERVABLE).setDimension(rows[0].length))
                .addAnalyses(analysis)
                .build();
        try (PublishingClient client = PublishingClient.open(target, access, start, System.currentTimeMillis())) {
            long begin = System.nanoTime();
            int published = 0;
            while (System.nanoTime() - begin < time.toNanos()
                    && client.failure().isEmpty()) {
                client.snapshot(OBSERVABLE, published, rows[published % rows.length]);
                published++;
            }
            boolean complete = client.finish(PATIENCE);
            int refused = client.refusals().size() + (client.failure().isPresent() ? 1 : 0);
            return new Part(published, begin, System.nanoTime(), client.bytesPublished(), refused, complete);
        }
    }

    /** Made before the clock starts; repeated, as the walk itself would cost more than publishing it. */
    private static float[][] rows(int dimension, int seed) {
        RandomWalk walk = new RandomWalk(dimension, seed);
        float[][] rows = new float[DISTINCT_ROWS][];
        for (int t = 0; t < rows.length; t++) {
            rows[t] = walk.next();
        }
        return rows;
    }

    /** Acknowledged snapshots of all runs. */
    public long snapshots() {
        return rows.stream().mapToLong(Integer::longValue).sum() - refused;
    }
}
