/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Collects what the service says of the runs, and waits for what must still come. */
final class Results {
    private static final long POLL = TimeUnit.MILLISECONDS.toNanos(300);

    private final DemoApi api;
    private final DemoClock clock;
    private final long deadline;
    private final List<String> failures = new ArrayList<>();

    /** {@code deadline}: the clock's nanoseconds until which results may come. */
    Results(DemoApi api, DemoClock clock, long deadline) {
        this.api = api;
        this.clock = clock;
        this.deadline = deadline;
    }

    /** What was expected and did not come. */
    List<String> failures() {
        return failures;
    }

    /** A run with its windows, metrics and events, as complete as they become before the deadline. */
    RunResult of(Trainer trainer, double loss, long incarnation) throws InterruptedException {
        Map<String, List<WindowSpectrum>> spectra = new LinkedHashMap<>();
        for (AnalysisSettings analysis : trainer.analyses()) {
            spectra.put(analysis.preset(), windows(trainer, analysis));
        }
        metrics(trainer);
        return new RunResult(trainer, loss, spectra, events(trainer, incarnation));
    }

    private List<WindowSpectrum> windows(Trainer trainer, AnalysisSettings analysis) throws InterruptedException {
        List<WindowSpectrum> windows = new ArrayList<>();
        int expected = trainer.windows(analysis);
        String missing = await(() -> {
            windows.clear();
            api.spectra(trainer.run(), analysis.preset()).stream()
                    .filter(window -> !window.partial())
                    .forEach(windows::add);
            return windows.size() == expected && endsRight(windows, trainer, analysis)
                    ? Optional.empty()
                    : Optional.of("expected " + expected + " windows, got " + windows.size());
        });
        fail("spectra: run " + trainer.run() + ", preset " + analysis.preset(), missing);
        return windows;
    }

    private static boolean endsRight(List<WindowSpectrum> windows, Trainer trainer, AnalysisSettings analysis) {
        return windows.isEmpty() || windows.get(windows.size() - 1).lastStep() == trainer.lastWindowEnds(analysis);
    }

    private void metrics(Trainer trainer) throws InterruptedException {
        String missing = await(() -> api.hasEigenvalueMetric(trainer.run())
                ? Optional.empty()
                : Optional.of("expected koopwatch_eigenvalue_real, got none"));
        fail("metrics: run " + trainer.run(), missing);
    }

    private List<ChangeEvent> events(Trainer trainer, long incarnation) throws InterruptedException {
        List<ChangeEvent> events = new ArrayList<>();
        String missing = await(() -> {
            events.clear();
            events.addAll(api.events(trainer.run(), incarnation));
            boolean due = trainer.run().equals(DemoRuns.JUMP)
                    && Findings.jumpFound(trainer.rows(), events).isEmpty();
            return due ? Optional.of("expected an alert on the learning rate's jump, got none") : Optional.empty();
        });
        fail("events: run " + trainer.run(), missing);
        return events;
    }

    private interface Check {
        /** What is still missing. */
        Optional<String> missing() throws IOException, InterruptedException;
    }

    /** Tries until nothing is missing or the time is over, at least once; returns what is missing then, or nothing. */
    private String await(Check check) throws InterruptedException {
        while (true) {
            String missing;
            try {
                missing = check.missing().orElse("");
            } catch (IOException e) {
                missing = String.valueOf(e.getMessage());
            }
            if (missing.isEmpty() || clock.nanos() >= deadline) {
                return missing;
            }
            clock.sleep(POLL);
        }
    }

    private void fail(String stage, String missing) {
        if (!missing.isEmpty()) {
            failures.add(stage + ": " + missing);
        }
    }
}
