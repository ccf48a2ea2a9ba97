/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.bench.Backlog;
import io.github.koopwatch.agent.offline.bench.ScaleOutBench;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures several workers that share runs. */
@Command(
        name = "scaleout",
        mixinStandardHelpOptions = true,
        description = {
            "For each number of workers start a broker and them as processes, let them share a backlog, then kill one and wait",
            "until the others have taken over. On one machine this tells what sharing costs, not how much faster it is."
        })
public final class BenchScaleOutCommand implements Callable<Integer> {
    private static final int MOST_WORKERS = 8; // one for each partition

    @Option(
            names = "--workers",
            split = ",",
            paramLabel = "N",
            description = "One after the other (default: ${DEFAULT-VALUE}).")
    private int[] workers = {1, 2, 3};

    @Mixin
    private BenchDimension dimension = new BenchDimension();

    @Mixin
    private BenchRuns runs = new BenchRuns(32, 1024);

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Snapshots of each in the backlog (default: ${DEFAULT-VALUE}).")
    private int rows = 2500;

    @Option(names = "--seconds", paramLabel = "S", description = "That are measured (default: ${DEFAULT-VALUE}).")
    private int seconds = 15;

    @Mixin
    private BenchAnalysis analysis = new BenchAnalysis();

    @Mixin
    private BenchOutput output = new BenchOutput();

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (int n : workers) {
            BenchAnalysis.requireBetween("--workers", n, 1, MOST_WORKERS);
        }
        int fewest = analysis.settings().window() + 2 * analysis.settings().hop();
        BenchAnalysis.requireBetween("--rows", rows, fewest, 1_000_000);
        BenchAnalysis.requireBetween("--seconds", seconds, 1, 3600);
        Backlog backlog = new Backlog(runs.get(), dimension.get(), rows, analysis.request());
        List<ScaleOutBench> found = new ArrayList<>();
        try (ProgressLine progress = output.progress()) {
            for (int i = 0; i < workers.length; i++) {
                progress.at("sharing a backlog", i, workers.length);
                try (Scratch scratch = new Scratch("koopwatch-bench")) {
                    found.add(ScaleOutBench.run(
                            scratch.path(),
                            workers[i],
                            backlog,
                            (long) fewest * backlog.runs(),
                            Duration.ofSeconds(seconds)));
                }
            }
        }
        output.print(found, () -> lines(found));
        return 0;
    }

    private static List<String> lines(List<ScaleOutBench> found) {
        List<String> lines = new ArrayList<>();
        lines.add("workers  snapshots/s  CPU us per snapshot: workers, broker  resident MB  taken over after s");
        found.forEach(f -> lines.add(String.format(
                Locale.ROOT,
                "%7d %12.0f %29.0f %7.0f %12.0f %19.1f",
                f.workers(),
                f.snapshotsPerS(),
                f.cpuUsPerSnapshot(),
                f.brokerCpuUsPerSnapshot(),
                f.residentMb(),
                f.takeoverS())));
        return lines;
    }
}
