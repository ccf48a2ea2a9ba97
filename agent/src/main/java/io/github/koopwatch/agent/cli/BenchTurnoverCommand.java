/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

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
            "Says ten times what the service holds: heap after a full collection, memory, series, topics."
        })
public final class BenchTurnoverCommand implements Callable<Integer> {
    private static final int MOST_RUNS = 1_000_000;

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
        Plan plan = new Plan(
                runs,
                rows,
                dimension.get(),
                Duration.ofSeconds(seconds),
                Duration.ofMillis(intervalMs),
                analysis.request());
        List<Mark> marks;
        try (Scratch scratch = new Scratch("koopwatch-bench");
                ProgressLine progress = output.progress()) {
            marks = TurnoverBench.run(scratch.path(), plan, begun -> progress.at("runs come and go", begun, runs));
        }
        output.print(marks, () -> lines(marks));
        return 0;
    }

    private static List<String> lines(List<Mark> marks) {
        List<String> lines = new ArrayList<>();
        lines.add("   runs  heap MB  resident MB  series  scrape s  log MB   waiting   late s  unfinished");
        marks.forEach(m -> lines.add(String.format(
                Locale.ROOT,
                "%7d %8.1f %12.0f %7d %9.3f %8.0f %8.0f %8.2f %11d",
                m.runs(),
                m.heapMb(),
                m.residentMb(),
                m.series(),
                m.scrapeS(),
                m.logMb(),
                m.lag(),
                m.lateS(),
                m.unfinished())));
        return lines;
    }
}
