/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.bench.PublishBench;
import io.github.koopwatch.v1.Analysis;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The runs that a benchmark publishes: options shared by {@code ingest} and {@code pipeline}. */
final class BenchLoad {
    private static final int MOST_SECONDS = 3600;
    private static final double MEGABYTE = 1e6;

    @Mixin
    private BenchDimension dimension = new BenchDimension();

    @Mixin
    private BenchRuns runs = new BenchRuns(4, 256);

    @Option(names = "--seconds", paramLabel = "S", description = "How long they publish (default: ${DEFAULT-VALUE}).")
    private int seconds = 10;

    @Mixin
    private GrpcTarget target = new GrpcTarget();

    GrpcTarget target() {
        return target;
    }

    /** Publishes under {@code analysis}. Throws BadInput when nothing was acknowledged. */
    PublishBench publish(Analysis analysis) throws InterruptedException, ExecutionException {
        int many = runs.get();
        int values = dimension.get();
        BenchAnalysis.requireBetween("--seconds", seconds, 1, MOST_SECONDS);
        Duration time = Duration.ofSeconds(seconds);
        PublishBench bench = PublishBench.run(target.grpc(), target.access(), many, values, time, analysis);
        if (!bench.complete() || bench.refused() > 0) {
            throw new BadInput("the service refused " + bench.refused() + " messages"
                    + (bench.complete() ? "" : " or did not acknowledge everything within a minute"));
        }
        return bench;
    }

    /** What ingest found. */
    record Rates(int runs, int dim, long snapshots, double seconds, double snapshotsPerS, double mbPerS) {
        String line() {
            return String.format(
                    Locale.ROOT,
                    "%d runs of %d values: %d snapshots acknowledged in %.1f s, %.0f/s, %.1f MB/s",
                    runs,
                    dim,
                    snapshots,
                    seconds,
                    snapshotsPerS,
                    mbPerS);
        }
    }

    Rates rates(PublishBench bench) {
        return new Rates(
                runs.get(),
                dimension.get(),
                bench.snapshots(),
                bench.seconds(),
                bench.snapshots() / bench.seconds(),
                bench.bytes() / MEGABYTE / bench.seconds());
    }
}
