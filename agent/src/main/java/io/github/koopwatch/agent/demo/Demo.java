/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.client.PublishingClient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Trains the runs against a running service, shows their spectra meanwhile, and prints what was found. */
public final class Demo {
    private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(20);
    private static final long REFRESH = TimeUnit.SECONDS.toNanos(1);

    private final String grpcTarget;
    private final Access access;
    private final DemoApi api;
    private final PrintStream out;
    private final DemoClock clock;
    private final DemoSettings settings;

    /** Both addresses are HOST:PORT. */
    public Demo(
            String grpcTarget,
            String httpAddress,
            Access access,
            PrintStream out,
            DemoClock clock,
            DemoSettings settings) {
        this.grpcTarget = grpcTarget;
        this.access = access;
        this.api = new DemoApi(httpAddress, access);
        this.out = out;
        this.clock = clock;
        this.settings = settings;
    }

    /** Runs all of it. What goes wrong is in the report, and printed; only an interrupt ends it early. */
    public DemoReport run() throws InterruptedException {
        List<Trainer> trainers = DemoRuns.all(Digits.load(), settings.steps());
        long incarnation = clock.millis();
        out.println("Training " + trainers.size()
                + " runs: networks on handwritten digits, and three optimisers. Watch them at " + api.page());
        List<Training> runs = open(trainers, incarnation);
        try {
            return run(runs, incarnation);
        } finally {
            runs.forEach(Training::close);
        }
    }

    private DemoReport run(List<Training> runs, long incarnation) throws InterruptedException {
        long begin = clock.nanos();
        train(runs, begin);
        List<String> failures = new ArrayList<>();
        for (Training run : runs) {
            failures.addAll(run.finish(ACKNOWLEDGEMENT));
        }
        double seconds = (clock.nanos() - begin) / 1e9;
        long snapshots = runs.stream().mapToLong(Training::row).sum();
        long bytes = runs.stream().mapToLong(Training::bytesPublished).sum();
        out.printf(
                Locale.ROOT,
                "Published %,d snapshots, %.1f MB, in %.0f s. Waiting for the last results.%n",
                snapshots,
                bytes / 1e6,
                seconds);
        List<RunResult> results = collect(runs, incarnation, failures);
        List<String> findings = new Findings(results).sentences();
        print(results, findings, failures);
        return new DemoReport(failures, findings, snapshots, bytes, seconds);
    }

    private List<Training> open(List<Trainer> trainers, long incarnation) {
        List<Training> runs = new ArrayList<>();
        for (Trainer trainer : trainers) {
            runs.add(new Training(trainer, PublishingClient.open(grpcTarget, access, trainer.start(), incarnation)));
        }
        return runs;
    }

    /** Step by step through all runs in turn, no faster than the pace. */
    private void train(List<Training> runs, long begin) throws InterruptedException {
        LiveSpectra live =
                new LiveSpectra(api, runs.stream().map(Training::trainer).toList());
        Progress progress = new Progress(out, settings.terminal(), begin);
        long nextRefresh = begin;
        for (int step = 1; step <= settings.steps(); step++) {
            for (Training run : runs) {
                run.advance(step, settings.steps());
            }
            long now = clock.nanos();
            if (now >= nextRefresh) {
                live.refresh();
                nextRefresh = now + REFRESH;
            }
            progress.show(step, settings.steps(), live.lines(), now);
            long due = begin + (long) (step * 1e9 / settings.stepsPerSecond());
            clock.sleep(Math.max(0, due - now));
        }
    }

    private List<RunResult> collect(List<Training> runs, long incarnation, List<String> failures)
            throws InterruptedException {
        Results collected =
                new Results(api, clock, clock.nanos() + settings.resultLimit().toNanos());
        List<RunResult> results = new ArrayList<>();
        for (Training run : runs) {
            results.add(collected.of(run.trainer(), run.loss(), incarnation));
        }
        failures.addAll(collected.failures());
        return results;
    }

    private void print(List<RunResult> results, List<String> findings, List<String> failures) {
        out.println();
        ReportTable.print(out, results);
        out.println();
        findings.forEach(finding -> out.println("- " + finding));
        failures.forEach(failure -> out.println("FAILED " + failure));
        out.println(
                (failures.isEmpty() ? "Every stage worked. " : "Not every stage worked. ") + "The page: " + api.page());
        out.flush();
    }
}
