/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.koopman.compare.StepRange;
import io.github.koopwatch.streams.stored.KeptEvents;
import io.github.koopwatch.v1.GroupHead;
import io.github.koopwatch.v1.GroupRun;
import io.github.koopwatch.v1.GroupSeries;
import io.github.koopwatch.v1.GroupTrack;
import io.github.koopwatch.v1.GroupWindow;
import io.github.koopwatch.v1.StoredWindow;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One group as stored, while a record is applied to it. */
final class Group {
    /** More runs than this are refused, counted, and not compared. */
    static final int MOST_RUNS = 256;

    /** Kinds of windows that are told apart; those of further ones are not compared. */
    static final int MOST_SERIES = 16;

    private static final Comparator<Map.Entry<String, GroupRun.Builder>> OLDEST = Comparator.comparingLong(
                    (Map.Entry<String, GroupRun.Builder> e) -> e.getValue().getBorn())
            .thenComparing(Map.Entry::getKey);

    private final String name;
    private final GroupRecords records;
    private final GroupHead.Builder head;
    private final NavigableMap<String, GroupRun.Builder> runs = new TreeMap<>();
    private final Set<String> changed = new HashSet<>();

    private Group(String name, GroupRecords records) {
        this.name = name;
        this.records = records;
        this.head = records.head(name)
                .map(GroupHead::toBuilder)
                .orElseGet(() -> GroupHead.newBuilder().setVersion(GroupRecords.VERSION));
        records.runs(name).forEach((run, value) -> runs.put(run, value.toBuilder()));
    }

    static Group load(String name, GroupRecords records) {
        return new Group(name, records);
    }

    String name() {
        return name;
    }

    GroupHead.Builder head() {
        return head;
    }

    /** The newest events of the group. */
    KeptEvents events() {
        return new KeptEvents("group " + name, new GroupEvents(name, records, head));
    }

    NavigableMap<String, GroupRun.Builder> runs() {
        return runs;
    }

    GroupRun.@Nullable Builder run(String run) {
        return runs.get(run);
    }

    GroupRun.Builder known(String run) {
        GroupRun.Builder found = runs.get(run);
        if (found == null) {
            throw new IllegalArgumentException("run: expected one of group " + name + ", got " + run);
        }
        return found;
    }

    /** The run, which joins if there is room. */
    Optional<GroupRun.Builder> join(String run, long incarnation) {
        changed.add(run);
        if (runs.containsKey(run)) {
            return Optional.of(known(run));
        }
        if (runs.size() >= MOST_RUNS) {
            return Optional.empty();
        }
        GroupRun.Builder joined = GroupRun.newBuilder()
                .setVersion(GroupRecords.VERSION)
                .setOrder(head.getJoined())
                .setBorn(incarnation);
        head.setJoined(head.getJoined() + 1);
        runs.put(run, joined);
        return Optional.of(joined);
    }

    void leave(String run) {
        runs.remove(run);
        changed.remove(run);
        records.forget(name, run);
    }

    void touch(String run) {
        changed.add(run);
    }

    /**
     * The run that others are compared with: the oldest of those that are flagged, else the one that was the oldest live
     * one when a run last started. It stays so after its end, lest a sweep whose runs end one by one is measured from another
     * run each time.
     */
    Optional<String> baseline() {
        return oldest(true)
                .or(() -> Optional.of(head.getBaseline()).filter(runs::containsKey))
                .or(() -> oldest(false));
    }

    /** A run has started: the oldest that is live stands in for one that is flagged. */
    void settleBaseline() {
        oldest(false).ifPresent(head::setBaseline);
    }

    private Optional<String> oldest(boolean flagged) {
        return runs.entrySet().stream()
                .filter(e ->
                        flagged ? e.getValue().getBaseline() : !e.getValue().getEnded())
                .min(OLDEST)
                .map(Map.Entry::getKey);
    }

    /** Index of the series that a window belongs to; -1 when there are too many. */
    int series(GroupWindow window) {
        int known = IntStream.range(0, head.getSeriesCount())
                .filter(i -> isOf(head.getSeries(i), window))
                .findFirst()
                .orElse(-1);
        if (known >= 0 || head.getSeriesCount() >= MOST_SERIES) {
            return known;
        }
        head.addSeries(GroupSeries.newBuilder()
                .setObservable(window.getObservable())
                .setPreset(window.getPreset())
                .setSettings(window.getSettings())
                .setPartial(window.getPartial())
                .setBase(window.getFirstStep())
                .setLength(Math.max(1, window.getLength()))
                .setSpan(window.getLastStep() - window.getFirstStep()));
        return head.getSeriesCount() - 1;
    }

    private static boolean isOf(GroupSeries series, GroupWindow window) {
        return series.getObservable().equals(window.getObservable())
                && series.getPreset().equals(window.getPreset())
                && series.getSettings().equals(window.getSettings())
                && series.getPartial() == window.getPartial();
    }

    GroupTrack track(String run, int series) {
        return known(run)
                .getTracksOrDefault(
                        series,
                        GroupTrack.newBuilder()
                                .setCell(-1)
                                .setNullW1(Double.NaN)
                                .build());
    }

    void track(String run, int series, GroupTrack track) {
        known(run).putTracks(series, track);
        changed.add(run);
    }

    /** The runs that have windows of a series, by name. */
    List<String> having(int series) {
        return runs.entrySet().stream()
                .filter(e -> e.getValue().containsTracks(series))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The run's window of the same steps, the nearest if there are several. */
    Optional<StoredWindow> at(String run, int series, StepRange steps) {
        return records.around(name, run, series, steps).stream()
                .filter(w -> steps(w).matches(steps))
                .min(Comparator.comparingLong(w -> steps(w).offset(steps)));
    }

    List<StoredWindow> windows(String run, int series) {
        return records.windows(name, run, series);
    }

    void keep(String run, int series, StoredWindow window) {
        records.window(name, run, series, window);
    }

    void drop(String run, int series, StoredWindow window) {
        records.drop(name, run, series, window);
    }

    /** Writes what has changed; a group without runs is forgotten. */
    void save() {
        if (runs.isEmpty()) {
            records.forget(name);
            return;
        }
        changed.stream()
                .filter(runs::containsKey)
                .forEach(run -> records.run(name, run, known(run).build()));
        records.head(name, head.build());
    }

    static StepRange steps(StoredWindow window) {
        return new StepRange(
                window.getWindow().getFirstStep(), window.getWindow().getLastStep());
    }
}
