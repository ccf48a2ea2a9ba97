/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.koopman.compare.Looks;
import io.github.koopwatch.koopman.inference.ReplicaPermutation;
import io.github.koopwatch.v1.GroupSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Two arms with all their runs.
 *
 * @param a runs of {@code arm}, by name
 * @param b those of {@code other}
 */
record ArmPair(String arm, String other, List<String> a, List<String> b) {
    /** With more arms each is compared with the baseline's arm alone. */
    static final int MOST_ARMS_FOR_ALL_PAIRS = 8;

    /** A run alone can be told from an arm only of so many; then runs without replicas count as arms too. */
    private static final int ENOUGH_FOR_ONE = 32;

    /** The pairs of the group's arms that have replicas, by name. */
    static List<ArmPair> of(Group group) {
        Map<String, List<String>> arms = arms(group);
        List<String> names = List.copyOf(arms.keySet());
        boolean all = names.size() <= MOST_ARMS_FOR_ALL_PAIRS;
        String centre = group.baseline()
                .map(run -> group.known(run).getArm())
                .filter(arms::containsKey)
                .orElse(names.isEmpty() ? "" : names.get(0));
        List<ArmPair> pairs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                String arm = names.get(i);
                String other = names.get(j);
                ArmPair pair =
                        new ArmPair(arm, other, arms.getOrDefault(arm, List.of()), arms.getOrDefault(other, List.of()));
                if ((all || arm.equals(centre) || other.equals(centre)) && pair.hasReplicas()) {
                    pairs.add(pair);
                }
            }
        }
        return pairs;
    }

    private static Map<String, List<String>> arms(Group group) {
        Map<String, List<String>> arms = new TreeMap<>();
        group.runs()
                .forEach((run, value) -> arms.computeIfAbsent(value.getArm(), arm -> new ArrayList<>())
                        .add(run));
        boolean alone = arms.values().stream().anyMatch(runs -> runs.size() >= ENOUGH_FOR_ONE);
        arms.values().removeIf(runs -> runs.size() < 2 && !alone);
        return arms;
    }

    private boolean hasReplicas() {
        return Math.min(a.size(), b.size()) >= 2 || canEverSpeak();
    }

    /** Whether so many replicas can give a p-value that the first look may spend. */
    boolean canEverSpeak() {
        return ReplicaPermutation.smallestP(a.size(), b.size()) <= Looks.ALPHA * Looks.share(1);
    }

    boolean has(String its) {
        return arm.equals(its) || other.equals(its);
    }

    Stream<String> runs() {
        return Stream.concat(a.stream(), b.stream());
    }

    /** The newest cell that any of the runs has completed, -1 for none. */
    long front(Group group, int series) {
        return runs().mapToLong(run -> group.track(run, series).getCell()).max().orElse(-1);
    }

    /**
     * Whether a cell can be looked at: every run that is live has completed it. A run that lags is waited for until the
     * first of those that train has come to the next look, lest one that stopped without a word holds up all.
     */
    boolean isComplete(Group group, int series, long cell) {
        if (front(group, series) < cell) {
            return false;
        }
        LongSummaryStatistics live = runs().filter(run -> !group.known(run).getEnded())
                .mapToLong(run -> group.track(run, series).getCell())
                .summaryStatistics();
        return live.getMin() >= cell || live.getMax() >= Looks.lastCell(Looks.ofCell(cell) + 1);
    }

    /** What look {@code k} of this pair may spend: its share of alpha over all pairs and analyses, while any is left. */
    static double level(Group group, List<ArmPair> pairs, int series, int k) {
        GroupSeries its = group.head().getSeries(series);
        long tests = Math.max(1, pairs.stream().filter(ArmPair::canEverSpeak).count());
        long analyses = Math.max(
                1,
                group.head().getSeriesList().stream()
                        .filter(s -> !s.getPartial())
                        .count());
        int number = its.getPreset().equals("paper") && !its.getPartial() ? k + 1 : k;
        double share = Looks.ALPHA * Looks.share(number) / (tests * analyses);
        return Math.max(0, Math.min(share, Looks.ALPHA - group.head().getSpent()));
    }
}
