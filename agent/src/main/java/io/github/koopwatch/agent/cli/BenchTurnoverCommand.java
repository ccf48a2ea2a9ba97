/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.offline.bench.Growth;
import io.github.koopwatch.agent.offline.bench.TurnoverBench;
import io.github.koopwatch.agent.offline.bench.TurnoverBench.Mark;
import io.github.koopwatch.agent.offline.bench.TurnoverBench.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures what runs that come and go leave behind. */
@Command(
        name = "turnover",
        mixinStandardHelpOptions = true,
        description = {
            "Start a service and let runs come and go through its door at an even pace: each publishes a few snapshots and ends.",
            "Says twenty times what the service holds (heap after a full collection, memory, series, threads, files, topics), and",
            "whether it grew once it had all runs that it keeps. Ends with 1 if it did."
        })
public final class BenchTurnoverCommand implements Callable<Integer> {
    private static final int MOST_RUNS = 1_000_000;
    /** The read model forgets nobody in its first minute. */
    private static final int NONE_FORGOTTEN_S = 70;

    @Option(names = "--runs", paramLabel = "N", description = "That come and go (default: ${DEFAULT-VALUE}).")
    private int runs = 10_000;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "From the first run's begin to the last one's (default: ${DEFAULT-VALUE}).")
    private int seconds = 3600;

    @Option(names = "--rows", paramLabel = "N", description = "Snapshots of each run (default: ${DEFAULT-VALUE}).")
    private int rows = 40;

    @Option(
            names = "--interval-ms",
            paramLabel = "MS",
            description = "Between the snapshots of a run (default: ${DEFAULT-VALUE}).")
    private int intervalMs = 250;

    @Option(
            names = "--known",
            paramLabel = "N",
            description = "Runs that the service keeps, its --limit-known-runs (default: ${DEFAULT-VALUE}).")
    private int known = 1000;

    @Mixin
    private BenchDimension dimension = new BenchDimension();

    @Mixin
    private BenchAnalysis analysis = new BenchAnalysis();

    @Mixin
    private BenchOutput output = new BenchOutput();

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchAnalysis.requireBetween("--runs", runs, 1, MOST_RUNS);
        BenchAnalysis.requireBetween("--seconds", seconds, 1, 86_400);
        BenchAnalysis.requireBetween("--rows", rows, 1, 100_000);
        BenchAnalysis.requireBetween("--interval-ms", intervalMs, 1, 3_600_000);
        BenchAnalysis.requireBetween("--known", known, 1, MOST_RUNS);
        Plan plan = new Plan(
                runs,
                rows,
                dimension.get(),
                Duration.ofSeconds(seconds),
                Duration.ofMillis(intervalMs),
                known,
                analysis.request());
        List<Mark> marks;
        try (Scratch scratch = new Scratch("koopwatch-bench");
                ProgressLine progress = output.progress()) {
            marks = TurnoverBench.run(scratch.path(), plan, begun -> progress.at("runs come and go", begun, runs));
        }
        Found found = new Found(marks, Growth.of(marks, settled()));
        output.print(found, () -> lines(found));
        return found.growth().stream().anyMatch(Growth::grew) ? 1 : 0;
    }

    private record Found(List<Mark> marks, List<Growth> growth) {}

    /** Runs that have begun when the first that is not kept any more has ended, and a few; but none of the time in which none is forgotten. */
    private int settled() {
        double perSecond = (double) runs / seconds;
        double atOnce = perSecond * rows * intervalMs / 1000;
        return (int) Math.max(1.2 * known + atOnce, perSecond * NONE_FORGOTTEN_S);
    }

    private List<String> lines(Found found) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "   runs   live  known  heap MB  resident MB  series  scrape s  threads  files  log MB   waiting   late s"
                        + "  unfinished");
        found.marks()
                .forEach(m -> lines.add(String.format(
                        Locale.ROOT,
                        "%7d %6d %6d %8.1f %12.0f %7d %9.3f %8.0f %6.0f %7.0f %9.0f %8.2f %11d",
                        m.runs(),
                        m.live(),
                        m.known(),
                        m.heapMb(),
                        m.residentMb(),
                        m.series(),
                        m.scrapeS(),
                        m.threads(),
                        m.files(),
                        m.logMb(),
                        m.lag(),
                        m.lateS(),
                        m.unfinished())));
        lines.add("");
        if (found.growth().isEmpty()) {
            lines.add(
                    "growth: not told, too few marks after " + settled() + " runs, when the service has all it keeps");
        }
        found.growth()
                .forEach(g -> lines.add(String.format(
                        Locale.ROOT,
                        "%-12s median %10.1f, from run %d on %+.2f %% (%+.5f a run): %s",
                        g.what(),
                        g.level(),
                        settled(),
                        100 * g.share(),
                        g.perRun(),
                        g.grew() ? "GREW" : "no growth")));
        return lines;
    }
}
