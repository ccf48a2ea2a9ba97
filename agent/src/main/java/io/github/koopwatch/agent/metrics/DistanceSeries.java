/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.metrics;

import io.github.koopwatch.agent.readmodel.RunMetrics;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The series of distances: of runs that have series, under each run's first preset. */
final class DistanceSeries {
    /** Pairs grow with the square of a group's size; so many series of pairs, and of arms, are made per group. */
    static final int MOST_PER_GROUP = 500;

    private static final int SERIES_OF_ARMS = 2;

    private record Arm(String group, @Nullable String arm) {}

    private final Map<String, RunMetrics> byRun = new HashMap<>();
    private final Map<Arm, RunMetrics> byArm = new HashMap<>();
    private final Map<String, Integer> pairs = new HashMap<>();
    private int room;
    private int leftOut;

    /** @param room for series of pairs and arms, of all groups */
    DistanceSeries(List<RunMetrics> runs, int room) {
        this.room = room;
        runs.forEach(r -> byRun.put(r.state().run(), r));
        runs.forEach(r -> byArm.putIfAbsent(new Arm(r.state().group(), r.state().arm()), r));
    }

    /** Adds what has a place and returns how many pairs have none. */
    int add(List<SpectrumDistance> distances, Gauges out) {
        distances.forEach(d -> add(d, out));
        return leftOut;
    }

    private void add(SpectrumDistance d, Gauges out) {
        switch (d.reference()) {
            case "pair" -> pair(d, out);
            case "arm" -> arms(d, out);
            default -> reference(d, out);
        }
    }

    private void reference(SpectrumDistance d, Gauges out) {
        RunMetrics run = byRun.get(d.run());
        if (run == null || d.partial() || !isCurrent(d, run)) {
            return;
        }
        Labels labels = Labels.of("run", run.state().run(), "observable", d.observable(), "reference", d.reference());
        out.set(RunFamily.SPECTRUM_DISTANCE, labels, d.w1());
        out.set(RunFamily.SPECTRUM_DISTANCE_NULL, labels, d.nullW1Mean());
    }

    private void pair(SpectrumDistance d, Gauges out) {
        RunMetrics run = byRun.get(d.run());
        RunMetrics other = byRun.get(d.other());
        if (run == null || other == null || !isCurrent(d, run) || !isFirstObservable(d, run)) {
            return;
        }
        if (takesPlace(d.group())) {
            Labels labels = Labels.of(
                    "group",
                    d.group(),
                    "run",
                    run.state().run(),
                    "other",
                    other.state().run());
            out.set(RunFamily.PAIR_DISTANCE, labels, d.w1());
        }
    }

    private void arms(SpectrumDistance d, Gauges out) {
        RunMetrics run = byArm.get(new Arm(d.group(), d.arm()));
        RunMetrics other = byArm.get(new Arm(d.group(), d.otherArm()));
        if (run == null || other == null || !isPreset(d, run) || !isFirstObservable(d, run)) {
            return;
        }
        if (takesPlace(d.group())) {
            Labels labels = Labels.of(
                    "group",
                    d.group(),
                    "arm",
                    run.state().arm(),
                    "other",
                    other.state().arm());
            out.set(RunFamily.ARM_DISTANCE, labels, d.w1());
            out.set(RunFamily.ARM_P_VALUE, labels, d.pValue());
        }
    }

    private boolean takesPlace(String group) {
        boolean fits = room >= SERIES_OF_ARMS && pairs.merge(group, 1, Integer::sum) <= MOST_PER_GROUP;
        room -= fits ? SERIES_OF_ARMS : 0;
        leftOut += fits ? 0 : 1;
        return fits;
    }

    private static boolean isCurrent(SpectrumDistance d, RunMetrics run) {
        return d.incarnation() == run.state().incarnation() && isPreset(d, run);
    }

    private static boolean isPreset(SpectrumDistance d, RunMetrics run) {
        return d.preset().equals(run.preset());
    }

    private static boolean isFirstObservable(SpectrumDistance d, RunMetrics run) {
        return !run.state().observables().isEmpty()
                && run.state().observables().get(0).name().equals(d.observable());
    }
}
