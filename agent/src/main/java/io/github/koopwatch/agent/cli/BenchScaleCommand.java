/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.offline.bench.PacedRuns;
import io.github.koopwatch.agent.offline.bench.ServiceFigures;
import io.github.koopwatch.agent.offline.bench.ServiceProcess;
import io.github.koopwatch.contract.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a service that watches many runs at a steady pace. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = {
            "For each number of runs start a service, let them publish at a steady pace until every window is full, and",
            "measure delays, memory and scrapes for a while."
        })
public final class BenchScaleCommand implements Callable<Integer> {
    private static final int MOST_RUNS = 100_000;
    private static final int SCRAPES = 5;
    private static final double P99 = 0.99;
    private static final double MEGABYTE = 1e6;

    @Option(
            names = "--runs",
            split = ",",
            paramLabel = "N",
            description = "Live runs; several one after the other (default: ${DEFAULT-VALUE}).")
    private int[] runs = {100, 300, 1000};

    @Option(names = "--dim", paramLabel = "D", description = "Values per snapshot (default: ${DEFAULT-VALUE}).")
    private int dimension = 1024;

    @Option(
            names = "--interval-ms",
            paramLabel = "MS",
            description = "Between the snapshots of a run (default: ${DEFAULT-VALUE}).")
    private int intervalMs = 1000;

    @Option(
            names = "--intervals",
            paramLabel = "N",
            description = "That are measured, after those that fill a window (default: ${DEFAULT-VALUE}).")
    private int intervals = 60;

    @Mixin
    private BenchAnalysis analysis = new BenchAnalysis();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Delays are upper bounds of histogram buckets; {@code memoryRatio}: resident over 4·W·d·runs bytes. */
    private record Found(
            int runs,
            int dim,
            int window,
            double perS,
            double lateS,
            double p50S,
            double p99S,
            double lag,
            double residentMb,
            double windowsMb,
            double memoryRatio,
            double scrapeS,
            long scrapeBytes,
            double cpuOfOneCore) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (int n : runs) {
            BenchAnalysis.requireBetween("--runs", n, 1, MOST_RUNS);
        }
        BenchAnalysis.requireBetween("--dim", dimension, 1, Limits.LARGEST_DIMENSION);
        BenchAnalysis.requireBetween("--interval-ms", intervalMs, 1, 3_600_000);
        BenchAnalysis.requireBetween("--intervals", intervals, 1, 100_000);
        List<Found> found = new ArrayList<>();
        try (ProgressLine progress = ProgressLine.of(spec, json)) {
            for (int i = 0; i < runs.length; i++) {
                progress.at("watching runs", i, runs.length);
                found.add(measure(runs[i]));
            }
        }
        print(found);
        return 0;
    }

    private Found measure(int n) throws IOException, InterruptedException {
        try (Scratch scratch = new Scratch("koopwatch-bench");
                ServiceProcess service = ServiceProcess.start(scratch.path(), List.of());
                PacedRuns load = new PacedRuns(
                        service.endpoints().grpc(), n, dimension, Duration.ofMillis(intervalMs), analysis.request())) {
            load.publish(analysis.settings().window() + analysis.settings().hop());
            ServiceFigures before = figures(service);
            Duration cpu = service.cpu();
            long begin = System.nanoTime();
            double late = load.publish(intervals);
            double seconds = (System.nanoTime() - begin) / 1e9;
            double busy = service.cpu().minus(cpu).toNanos() / 1e9 / seconds;
            return found(n, late, busy, before, service);
        }
    }

    private Found found(int n, double late, double busy, ServiceFigures before, ServiceProcess service)
            throws IOException, InterruptedException {
        double[] scrapes = new double[SCRAPES];
        ServiceFigures after = figures(service);
        for (int i = 0; i < SCRAPES; i++) {
            scrapes[i] = figures(service).scrapeSeconds();
        }
        Arrays.sort(scrapes);
        if (Double.isNaN(after.delay(P99, before))) {
            throw new BadInput("no spectrum became visible while " + n + " runs were measured: give more --intervals");
        }
        double windows = 4.0 * analysis.settings().window() * dimension * n;
        return new Found(
                n,
                dimension,
                analysis.settings().window(),
                n * 1e3 / intervalMs,
                late,
                after.delay(0.5, before),
                after.delay(P99, before),
                after.lag(),
                after.residentBytes() / MEGABYTE,
                windows / MEGABYTE,
                after.residentBytes() / windows,
                scrapes[SCRAPES / 2],
                after.scrapeBytes(),
                busy);
    }

    private static ServiceFigures figures(ServiceProcess service) throws IOException, InterruptedException {
        return ServiceFigures.of(service.endpoints().http(), service.pid());
    }

    private void print(List<Found> found) {
        if (json) {
            Output.json(spec, found);
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add("  runs  per s   late s  p50 s<=  p99 s<=   waiting  resident MB  windows MB  scrape s  scrape MB  cores");
        found.forEach(f -> lines.add(String.format(
                Locale.ROOT,
                "%6d %6.0f %8.2f %8.3f %8.3f %9.0f %12.0f %11.0f %9.3f %10.1f %6.2f",
                f.runs(),
                f.perS(),
                f.lateS(),
                f.p50S(),
                f.p99S(),
                f.lag(),
                f.residentMb(),
                f.windowsMb(),
                f.scrapeS(),
                f.scrapeBytes() / MEGABYTE,
                f.cpuOfOneCore())));
        Output.lines(spec, lines);
    }
}
