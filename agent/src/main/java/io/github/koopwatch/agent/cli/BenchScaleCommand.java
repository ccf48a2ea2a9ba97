/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.bench.ScaleBench;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a service that watches many runs at a steady pace. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = {
            "For each number of runs start a service, let them publish at a steady pace until every window is full, and",
            "measure delays, memory and scrapes for a while."
        })
public final class BenchScaleCommand implements Callable<Integer> {
    private static final int MOST_RUNS = 4096; // streams that a door has open, --limit-streams of up
    private static final int LONGEST_MS = 3_600_000;
    private static final double MEGABYTE = 1e6;

    @Option(
            names = "--runs",
            split = ",",
            paramLabel = "N",
            description = "Live runs; several one after the other (default: ${DEFAULT-VALUE}).")
    private int[] runs = {100, 300, 1000};

    @Mixin
    private BenchDimension dimension = new BenchDimension();

    @Option(
            names = "--interval-ms",
            paramLabel = "MS",
            description = "Between the snapshots of a run (default: ${DEFAULT-VALUE}).")
    private int intervalMs = 1000;

    @Option(
            names = "--fill-ms",
            paramLabel = "MS",
            description = "The same while the windows are filled; default: as --interval-ms.")
    private int fillMs;

    @Option(
            names = "--intervals",
            paramLabel = "N",
            description = "That are measured, after those that fill a window (default: ${DEFAULT-VALUE}).")
    private int intervals = 60;

    @Option(names = "--apart", description = "Broker, door, worker and page as processes of their own.")
    private boolean apart;

    @Mixin
    private BenchAnalysis analysis = new BenchAnalysis();

    @Mixin
    private BenchOutput output = new BenchOutput();

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (int n : runs) {
            BenchAnalysis.requireBetween("--runs", n, 1, MOST_RUNS);
        }
        BenchAnalysis.requireBetween("--interval-ms", intervalMs, 1, LONGEST_MS);
        BenchAnalysis.requireBetween("--fill-ms", fillMs, 0, LONGEST_MS);
        BenchAnalysis.requireBetween("--intervals", intervals, 1, 100_000);
        List<ScaleBench> found = new ArrayList<>();
        try (ProgressLine progress = output.progress()) {
            for (int i = 0; i < runs.length; i++) {
                progress.at("watching runs", i, runs.length);
                found.add(measure(runs[i]));
            }
        }
        output.print(found, () -> lines(found));
        return 0;
    }

    private ScaleBench measure(int n) throws IOException, InterruptedException {
        try (Scratch scratch = new Scratch("koopwatch-bench")) {
            return ScaleBench.run(
                    scratch.path(),
                    new ScaleBench.Plan(
                            n,
                            dimension.get(),
                            analysis.settings().window(),
                            analysis.settings().hop(),
                            analysis.request(),
                            Duration.ofMillis(fillMs == 0 ? intervalMs : fillMs),
                            0,
                            Duration.ofMillis(intervalMs),
                            intervals,
                            apart));
        }
    }

    static List<String> lines(List<ScaleBench> found) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "  runs    dim window  per s   late s  p50 s<=  p99 s<=  waiting  resident MB  windows MB  beyond 3x MB"
                        + "  heap MB  scrape s  scrape MB  load's cores  CPU us per snapshot, spread");
        found.forEach(f -> lines.add(String.format(
                Locale.ROOT,
                "%6d %6d %6d %6.0f %8.2f %8.3f %8.3f %8.0f %12.0f %11.0f %13.0f %8.0f %9.3f %10.1f %13.2f  %.0f, %.0f %%: %s",
                f.runs(),
                f.dim(),
                f.window(),
                f.perS(),
                f.lateS(),
                f.p50S(),
                f.p99S(),
                f.lag(),
                f.residentMb(),
                f.windowsMb(),
                f.beyondThreeWindowsMb(),
                f.heapMb(),
                f.scrapeS(),
                f.scrapeBytes() / MEGABYTE,
                f.clientCores(),
                f.cpuUsPerSnapshot(),
                100 * f.spread(),
                f.roles().stream()
                        .map(r -> String.format(Locale.ROOT, "%s %.0f", r.role(), r.cpuUsPerSnapshot()))
                        .collect(Collectors.joining(", ")))));
        return lines;
    }
}
