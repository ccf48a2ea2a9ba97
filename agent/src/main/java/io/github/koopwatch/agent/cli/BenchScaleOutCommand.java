/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.bench.Backlog;
import io.github.koopwatch.agent.offline.bench.Handover;
import io.github.koopwatch.agent.offline.bench.ScaleOutBench;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures several workers that share runs. */
@Command(
        name = "scaleout",
        mixinStandardHelpOptions = true,
        description = {
            "For each number of workers start a broker and them as processes, let them share a backlog; then, under a steady",
            "load, kill one, wait until the others have taken over, and let another join. Counts the windows at the end: none may",
            "be missing or there twice. On one machine this tells what sharing costs, not how much faster it is."
        })
public final class BenchScaleOutCommand implements Callable<Integer> {
    private static final int MOST_WORKERS = 8; // one for each partition
    private static final int GROUP = 8; // runs of one, as sweeps have them

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

    @Option(
            names = "--per-s",
            paramLabel = "N",
            description = "Snapshots a second of all runs while workers go and come (default: ${DEFAULT-VALUE}).")
    private int perS = 200;

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
        BenchAnalysis.requireBetween("--per-s", perS, 1, 100_000);
        Backlog backlog = new Backlog(runs.get(), dimension.get(), rows, GROUP, analysis.request());
        ScaleOutBench.Plan plan = new ScaleOutBench.Plan(
                backlog, analysis.settings(), (long) fewest * backlog.runs(), Duration.ofSeconds(seconds), perS);
        List<ScaleOutBench> found = new ArrayList<>();
        try (ProgressLine progress = output.progress()) {
            for (int i = 0; i < workers.length; i++) {
                progress.at("sharing a backlog", i, workers.length);
                try (Scratch scratch = new Scratch("koopwatch-bench")) {
                    found.add(ScaleOutBench.run(scratch.path(), workers[i], plan));
                }
            }
        }
        output.print(found, () -> lines(found));
        return 0;
    }

    private static List<String> lines(List<ScaleOutBench> found) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "workers  snapshots/s  CPU us per snapshot: workers, broker  resident MB  windows  missing  repeated  shares");
        for (ScaleOutBench f : found) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%7d %12.0f %29.0f %7.0f %12.0f %8d %8d %9d  %s",
                    f.workers(),
                    f.snapshotsPerS(),
                    f.cpuUsPerSnapshot(),
                    f.brokerCpuUsPerSnapshot(),
                    f.residentMb(),
                    f.windows().expected(),
                    f.windows().missing(),
                    f.windows().repeated(),
                    f.shares().stream()
                            .map(share -> String.format(Locale.ROOT, "%.2f", share))
                            .collect(Collectors.joining(" "))));
            lines.addAll(handover("one was killed", f.killed()));
            lines.addAll(handover("one joined", f.joined()));
        }
        return lines;
    }

    private static List<String> handover(String what, @Nullable Handover found) {
        return found == null
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "        %s: %d partitions given to others after %.1f s, they went on after %.1f to %.1f s,"
                                + " longest standstill of any %.1f s",
                        what,
                        found.partitions(),
                        found.agreedS(),
                        found.firstS(),
                        found.lastS(),
                        found.standstillS()));
    }
}
