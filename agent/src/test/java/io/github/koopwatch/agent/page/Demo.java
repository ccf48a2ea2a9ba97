/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Serves the page with pretended runs that go on for ever: {@code [PORT] [NUMBER OF RUNS]}. */
final class Demo {
    private static final int PAST = 120;
    private static final int FUTURE = 2000;

    private Demo() {}

    public static void main(String[] args) throws InterruptedException {
        int count = args.length > 1 ? Integer.parseInt(args[1]) : 6;
        FakeService service = new FakeService(args.length > 0 ? Integer.parseInt(args[0]) : 0);
        System.out.println(service.url());
        for (int r = 0; r < count; r++) {
            fill(service, name(r), r == 1 ? PAST - 22 : FUTURE);
        }
        if (count > 0) {
            service.put(FakeRuns.run("warming-up", "lr-3e-3", "live", 37));
            service.put(
                    FakeRuns.named(FakeRuns.run("hostile", "lr-1e-3", "ended", 12), "<img src=x onerror=alert(1)>"));
            alarms(service);
        }
        List<List<WindowSpectrum>> all = IntStream.range(0, count)
                .mapToObj(r -> FakeRuns.windows(name(r), FUTURE, r == 1 ? PAST - 22 : FUTURE))
                .toList();
        for (int i = PAST; i < FUTURE; i++) {
            TimeUnit.MILLISECONDS.sleep(500);
            for (int r = 0; r < count; r++) {
                step(service, name(r), i, all.get(r));
            }
        }
    }

    private static String name(int r) {
        return "resnet-seed-" + r;
    }

    private static void fill(FakeService service, String run, int change) {
        service.put(FakeRuns.run(run, "lr-1e-3", isStale(run) ? "stale" : "live", rows(PAST)));
        FakeRuns.windows(run, PAST, change).forEach(service::put);
    }

    private static boolean isStale(String run) {
        return run.equals(name(3));
    }

    private static void step(FakeService service, String run, int i, List<WindowSpectrum> windows) {
        if (isStale(run)) {
            return;
        }
        service.put(FakeRuns.run(run, "lr-1e-3", "live", rows(i + 1)));
        service.put(windows.get(i));
    }

    private static long rows(int windows) {
        return FakeRuns.WINDOW + (long) FakeRuns.HOP * (windows - 1);
    }

    private static void alarms(FakeService service) {
        service.put(FakeRuns.event(
                name(1),
                "EarlyPhase",
                "info",
                330,
                "firing",
                "The spectrum has settled after the early phase of training."));
        service.put(
                FakeRuns.event(name(1), "Stall", "warning", 640, "resolved", "The weights hardly moved for 60 steps."));
        service.put(FakeRuns.withEvidence(FakeRuns.event(
                name(1),
                "RegimeShift",
                "warning",
                1094,
                "firing",
                "Updates became 2.3 times larger: the step size was probably raised.")));
        service.put(FakeRuns.event(
                name(1),
                "Instability",
                "critical",
                1216,
                "firing",
                "Two oscillating modes left the unit circle and keep growing."));
    }
}
