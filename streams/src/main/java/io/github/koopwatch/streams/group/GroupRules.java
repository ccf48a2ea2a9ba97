/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams.group;

import io.github.koopwatch.koopman.compare.Looks;
import io.github.koopwatch.v1.GroupFacts;
import io.github.koopwatch.v1.GroupInput;
import io.github.koopwatch.v1.GroupRun;
import io.github.koopwatch.v1.GroupSeries;
import io.github.koopwatch.v1.GroupTrack;
import io.github.koopwatch.v1.GroupWindow;
import io.github.koopwatch.v1.StoredWindow;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** What each record does to its group. A pure function of the records in their order and of what is stored. */
public final class GroupRules {
    private static final int VERSION = 1;
    /** Newest windows kept of a run beside those of the looks. */
    static final int NEWEST = 64;

    /** Those of the baseline, with which runs that start later are compared. */
    static final int NEWEST_OF_BASELINE = 1024;

    private final GroupRecords records;

    public GroupRules(KeyValueStore<Bytes, byte[]> store) {
        this.records = new GroupRecords(store);
    }

    /** Reads every record once; throws UnreadableState for one that this version cannot read. */
    public void check() {
        records.check();
    }

    /**
     * Applies one record and writes what it changed; a record that fails changes nothing. Throws {@link
     * GroupInputRules.Stranger} for one that is not the topology's.
     */
    public GroupOutcome apply(String name, GroupInput input) {
        GroupInputRules.check(name, input, VERSION);
        try {
            Group group = Group.load(name, records);
            GroupOutcome outcome = new GroupOutcome();
            apply(group, input, outcome);
            group.save();
            records.flush();
            return outcome;
        } catch (RuntimeException e) {
            records.discard();
            throw e;
        }
    }

    private static void apply(Group group, GroupInput input, GroupOutcome outcome) {
        switch (input.getBodyCase()) {
            case FACTS -> facts(group, input, outcome);
            case WINDOW -> window(group, input, outcome);
            case ALARM -> GroupAlarms.alarm(group, input, outcome);
            case GONE -> gone(group, input, outcome);
            case ANSWER -> GroupAnswers.apply(group, input.getAnswer(), outcome);
            case BODY_NOT_SET -> throw new IllegalStateException("group input: expected a body, got none");
        }
    }

    private static void facts(Group group, GroupInput input, GroupOutcome outcome) {
        GroupFacts facts = input.getFacts();
        group.join(input.getRun(), input.getIncarnation())
                .ifPresentOrElse(
                        run -> run.setIncarnation(input.getIncarnation())
                                .setArm(facts.getArm())
                                .setBaseline(facts.getBaseline())
                                .setEnded(facts.getEnded()),
                        outcome::noRoom);
        if (facts.getEnded()) {
            new ArmLooks(group, outcome).all();
        } else {
            group.settleBaseline();
        }
    }

    private static void gone(Group group, GroupInput input, GroupOutcome outcome) {
        GroupRun.Builder run = group.run(input.getRun());
        if (run != null && run.getIncarnation() == input.getIncarnation()) {
            group.leave(input.getRun());
            new ArmLooks(group, outcome).all();
        }
    }

    private static void window(Group group, GroupInput input, GroupOutcome outcome) {
        GroupRun.Builder run = group.run(input.getRun());
        if (run == null) {
            outcome.noRoom();
            return;
        }
        GroupWindow window = input.getWindow();
        int series = run.getIncarnation() == input.getIncarnation() ? group.series(window) : -1;
        if (series >= 0) {
            StoredWindow stored = StoredWindow.newBuilder()
                    .setVersion(GroupRecords.VERSION)
                    .setIncarnation(input.getIncarnation())
                    .setWindow(window)
                    .setCell(cell(group.head().getSeries(series), window))
                    .build();
            taken(group, input.getRun(), series, stored, outcome);
        }
    }

    private static void taken(Group group, String run, int series, StoredWindow stored, GroupOutcome outcome) {
        superseded(group, run, series, stored);
        group.keep(run, series, stored);
        trim(group, run, series);
        group.track(run, series, tracked(group.track(run, series), stored));
        new PairDistances(group, run, series, stored, outcome).tell();
        if (stored.getCell() >= 0) {
            new ArmLooks(group, outcome).with(run, series);
        }
        GroupAlarms.passed(group, stored.getWindow().getLastStep(), outcome);
    }

    private static GroupTrack tracked(GroupTrack before, StoredWindow stored) {
        double nullW1 = stored.getWindow().getNullW1();
        return before.toBuilder()
                .setCell(Math.max(before.getCell(), stored.getCell()))
                .setNullW1(Double.isNaN(nullW1) ? before.getNullW1() : nullW1)
                .setTurn(before.getTurn() + 1)
                .build();
    }

    /** The cell of the first window that begins in it; -1 for the others. */
    private static long cell(GroupSeries series, GroupWindow window) {
        long since = window.getFirstStep() - series.getBase();
        boolean first = Math.floorMod(since, series.getLength()) < Math.max(1, window.getHop());
        return since >= 0 && first ? since / series.getLength() : -1;
    }

    /** A run that went back to an earlier step: what its earlier incarnation did from there on is no longer its past. */
    private static void superseded(Group group, String run, int series, StoredWindow stored) {
        List<StoredWindow> older = group.windows(run, series).stream()
                .filter(w -> w.getIncarnation() < stored.getIncarnation())
                .filter(w -> w.getWindow().getLastStep() >= stored.getWindow().getFirstStep())
                .toList();
        if (!older.isEmpty()) {
            older.forEach(w -> group.drop(run, series, w));
            long cell = group.windows(run, series).stream()
                    .mapToLong(StoredWindow::getCell)
                    .max()
                    .orElse(-1);
            group.track(
                    run,
                    series,
                    group.track(run, series).toBuilder().setCell(cell).build());
        }
    }

    private static void trim(Group group, String run, int series) {
        boolean baseline = group.baseline().filter(run::equals).isPresent();
        List<StoredWindow> windows = group.windows(run, series);
        windows.stream()
                .limit(Math.max(0, windows.size() - (baseline ? NEWEST_OF_BASELINE : NEWEST)))
                .filter(w -> w.getCell() < 0 || !Looks.isKept(w.getCell()))
                .forEach(w -> group.drop(run, series, w));
    }
}
