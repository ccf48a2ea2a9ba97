/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.v1.GroupSeries;
import io.github.koopwatch.v1.GroupTrack;
import io.github.koopwatch.v1.StoredWindow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Distances of a new window to those of the other runs at the same steps; the later of two windows tells of the pair. Up
 * to 16 runs every pair is told. In a larger group a run is compared with the baseline, the runs that were nearest, and a
 * few others in turn, so that a window costs the same however many runs there are; the baseline is compared with all.
 */
final class PairDistances {
    static final int MOST_RUNS_FOR_ALL_PAIRS = 16;
    private static final int NEAREST = 4;
    private static final int IN_TURN = 4;

    private final Group group;
    private final String run;
    private final int series;
    private final StoredWindow window;
    private final GroupOutcome outcome;
    private final @Nullable String baseline;
    private final Map<String, Double> measured = new TreeMap<>();

    PairDistances(Group group, String run, int series, StoredWindow window, GroupOutcome outcome) {
        this.group = group;
        this.run = run;
        this.series = series;
        this.window = window;
        this.outcome = outcome;
        this.baseline = group.baseline().orElse(null);
    }

    void tell() {
        for (String other : others()) {
            group.at(other, series, Group.steps(window)).ifPresent(its -> tell(other, its));
        }
        group.track(run, series, nearest(group.track(run, series)));
    }

    private List<String> others() {
        List<String> having =
                group.having(series).stream().filter(o -> !o.equals(run)).toList();
        return having.size() < MOST_RUNS_FOR_ALL_PAIRS || run.equals(baseline) ? having : chosen(having);
    }

    private List<String> chosen(List<String> having) {
        GroupTrack track = group.track(run, series);
        Set<String> chosen = new LinkedHashSet<>();
        Optional.ofNullable(baseline).filter(having::contains).ifPresent(chosen::add);
        track.getNearestList().stream().filter(having::contains).forEach(chosen::add);
        for (int i = 0; i < IN_TURN; i++) {
            chosen.add(having.get((int) Math.floorMod(track.getTurn() * IN_TURN + i, (long) having.size())));
        }
        return List.copyOf(chosen);
    }

    private void tell(String other, StoredWindow its) {
        boolean first = run.compareTo(other) < 0;
        double w1 = first ? Spectra.w1(window, its) : Spectra.w1(its, window);
        measured.put(other, w1);
        outcome.distances()
                .add(
                        first
                                ? distance("pair", run, window, other, its, w1)
                                : distance("pair", other, its, run, window, w1));
        if (run.equals(baseline)) {
            outcome.distances().add(distance("baseline", other, its, run, window, w1));
        } else if (other.equals(baseline)) {
            outcome.distances().add(distance("baseline", run, window, other, its, w1));
        }
    }

    private SpectrumDistance distance(
            String reference, String a, StoredWindow ofA, String b, StoredWindow ofB, double w1) {
        GroupSeries its = group.head().getSeries(series);
        StoredWindow told = reference.equals("baseline") ? ofA : window;
        return new SpectrumDistance(
                group.name(),
                a,
                b,
                group.known(a).getArm(),
                group.known(b).getArm(),
                its.getObservable(),
                its.getPreset(),
                ofA.getIncarnation(),
                ofB.getIncarnation(),
                reference,
                told.getWindow().getFirstStep(),
                told.getWindow().getLastStep(),
                its.getPartial(),
                w1,
                noise(a, b),
                Double.NaN);
    }

    /** What the sampling noise of single windows makes, the mean of both runs; NaN until one is known. */
    private double noise(String a, String b) {
        return DoubleStream.of(
                        group.track(a, series).getNullW1(),
                        group.track(b, series).getNullW1())
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /** The newest measure of each run that was or is compared, the nearest of them kept. */
    private GroupTrack nearest(GroupTrack track) {
        Map<String, Double> known = new TreeMap<>();
        for (int i = 0; i < track.getNearestCount(); i++) {
            if (group.run(track.getNearest(i)) != null) {
                known.put(track.getNearest(i), track.getNearestW1(i));
            }
        }
        known.putAll(measured);
        List<Map.Entry<String, Double>> ordered = new ArrayList<>(known.entrySet());
        ordered.sort(Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
        GroupTrack.Builder kept = track.toBuilder().clearNearest().clearNearestW1();
        ordered.stream().limit(NEAREST).forEach(e -> kept.addNearest(e.getKey()).addNearestW1(e.getValue()));
        return kept.build();
    }
}
