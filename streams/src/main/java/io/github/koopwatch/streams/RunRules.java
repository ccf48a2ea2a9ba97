/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Evidence;
import io.github.koopwatch.koopman.detect.Change;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import io.github.koopwatch.koopman.monitor.ObservableMonitor;
import io.github.koopwatch.koopman.monitor.Update;
import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.NonFinite;
import io.github.koopwatch.v1.ObservableHead;
import io.github.koopwatch.v1.PendingStep;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunEnd;
import io.github.koopwatch.v1.RunHead;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import io.github.koopwatch.v1.Snapshot;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What each kind of record does to its run: the rules of incarnations, duplicates, shards, refusals and ends. */
final class RunRules {
    private final RunRecords records;
    private final RecordValidator validator;
    private final Function<String, Optional<Refusal>> room;

    /** @param room why a run of that name cannot begin now, if so */
    RunRules(RunRecords records, RecordValidator validator, Function<String, Optional<Refusal>> room) {
        this.records = records;
        this.validator = validator;
        this.room = room;
    }

    /** The run after the record (null when there is none) and all that the record brought about. */
    record Step(@Nullable Run run, Outcome outcome) {}

    /** Applies one record; {@code timestampMs} is the record's own. */
    Step apply(String name, @Nullable Run known, Record record, long timestampMs) {
        Outcome outcome = new Outcome();
        Run current = known != null && record.getIncarnation() == known.incarnation() ? known : null;
        Optional<Refusal> refusal = validator
                .record(name, record, current == null ? null : current.start())
                .or(() -> begins(known, record) ? room.apply(name) : Optional.empty());
        if (known != null && record.getIncarnation() < known.incarnation()) {
            stale(known, record, refusal, outcome);
        } else if (refusal.isPresent()) {
            refuse(current, record, refusal.get(), outcome);
        } else if (record.hasStart()) {
            Run run = current == null
                    ? begin(name, known, record, outcome)
                    : startAgain(current, record.getStart(), outcome);
            return new Step(run, outcome);
        } else if (record.hasExpire()) {
            return new Step(expire(current, record, outcome) ? null : known, outcome);
        } else if (current != null) {
            started(current, record, timestampMs, outcome);
        }
        return new Step(known, outcome);
    }

    private static boolean begins(@Nullable Run known, Record record) {
        return record.hasStart() && (known == null || record.getIncarnation() > known.incarnation());
    }

    private void stale(Run run, Record record, Optional<Refusal> refusal, Outcome outcome) {
        boolean notStarted =
                refusal.map(r -> r.reason() == Reason.REASON_NOT_STARTED).orElse(true);
        if (!notStarted) {
            outcome.refuse(refusal.get());
        } else if (record.hasStart()) {
            tell(run, Events.olderIncarnation(run.source("-"), record.getIncarnation(), run.lastStep()), outcome);
            run.save();
        } else if (record.hasSnapshot()) {
            outcome.drops().add(Drop.STALE_INCARNATION);
        }
    }

    private Run begin(String name, @Nullable Run older, Record record, Outcome outcome) {
        if (older != null) {
            dropPending(older, outcome);
        }
        Run run = Run.begin(name, records, record.getIncarnation(), record.getStart());
        if (older != null && !older.group().equals(run.group())) {
            GroupInputs.gone(older, outcome);
        }
        GroupInputs.facts(run, outcome);
        outcome.state(run.state());
        return run;
    }

    private static Run startAgain(Run run, RunStart again, Outcome outcome) {
        run.start(RecordValidator.merge(run.start(), again));
        GroupInputs.facts(run, outcome);
        outcome.state(run.state());
        return run;
    }

    private boolean expire(@Nullable Run run, Record record, Outcome outcome) {
        if (run == null) {
            return false;
        }
        Long last = run.lastStep();
        if ((last == null ? 0 : last) != record.getExpire().getLastStep()) {
            return false;
        }
        GroupInputs.gone(run, outcome);
        records.forget(run.name());
        outcome.expire();
        return true;
    }

    private void started(Run run, Record record, long timestampMs, Outcome outcome) {
        switch (record.getBodyCase()) {
            case SNAPSHOT -> snapshot(run, record.getSnapshot(), timestampMs, outcome);
            case SCALARS -> scalars(run, record.getScalars(), outcome);
            case REFUSED ->
                refused(
                        run,
                        record.getRefused().getObservable(),
                        record.getRefused().getStep(),
                        record.getRefused().getReason(),
                        outcome);
            case END -> end(run, record.getEnd(), outcome);
            case MARK -> {
                mark(run, record.getMark(), outcome);
                run.save();
                return;
            }
            case START, EXPIRE, BODY_NOT_SET -> {
                return;
            }
        }
        run.save();
        outcome.state(run.state());
    }

    private void refuse(@Nullable Run run, Record record, Refusal refusal, Outcome outcome) {
        outcome.refuse(refusal);
        if (run != null && record.hasSnapshot()) {
            Snapshot snapshot = record.getSnapshot();
            refused(run, snapshot.getObservable(), snapshot.getStep(), refusal.reason(), outcome);
            run.save();
            outcome.state(run.state());
        }
    }

    private static void refused(Run run, String observable, long step, Reason reason, Outcome outcome) {
        boolean declared = run.start().getObservablesList().stream()
                .anyMatch(o -> o.getName().equals(observable));
        boolean notFinite = reason == Reason.REASON_NOT_FINITE && declared && !run.ended();
        if (notFinite && passed(run, run.observable(observable), step)) {
            outcome.drops().add(Drop.DUPLICATE);
            return;
        }
        run.head().setRejected(run.head().getRejected() + 1);
        if (notFinite) {
            ObservableHead.Builder head = run.observable(observable);
            if (!head.hasNotFinite()) {
                head.setNotFinite(NonFinite.newBuilder().setStep(step));
                tell(
                        run,
                        Events.notFinite(run.source(observable), step, false)
                                .withEvidence(new Evidence(
                                        null, new TreeMap<>(run.head().getScalarsMap()))),
                        outcome);
            }
        }
    }

    /**
     * A client sends again what was not acknowledged when its connection ended: taken as new, an alarm that is over would fire once more. Of
     * several such steps in a row only the first is remembered; the others are counted again.
     */
    private static boolean passed(Run run, ObservableHead.Builder head, long step) {
        boolean old = head.getRows() > 0 && step <= head.getLastStep();
        boolean told = run.shards() == 1
                && head.hasNotFinite()
                && step <= head.getNotFinite().getStep();
        return old || told;
    }

    private static void snapshot(Run run, Snapshot snapshot, long timestampMs, Outcome outcome) {
        ObservableHead.Builder head = run.observable(snapshot.getObservable());
        boolean old = head.getRows() > 0 && snapshot.getStep() <= head.getLastStep();
        if (run.ended() || old) {
            outcome.drops().add(run.ended() ? Drop.DUPLICATE : repeated(run, snapshot));
        } else if (run.shards() == 1) {
            append(run, snapshot.getObservable(), snapshot.getStep(), Float32.values(snapshot.getValues()), outcome);
            run.head().setLastSnapshotMs(timestampMs);
        } else {
            part(run, snapshot, head, timestampMs, outcome);
        }
    }

    private static Drop repeated(Run run, Snapshot snapshot) {
        if (run.shards() > 1) {
            return Drop.DUPLICATE;
        }
        float[] kept = run.monitor(snapshot.getObservable()).snapshot(snapshot.getStep());
        boolean same = kept == null || Arrays.equals(kept, Float32.values(snapshot.getValues()));
        return same ? Drop.DUPLICATE : Drop.CONFLICT;
    }

    private static void part(
            Run run, Snapshot snapshot, ObservableHead.Builder head, long timestampMs, Outcome outcome) {
        Shards shards = run.shards(snapshot.getObservable());
        if (!shards.add(snapshot, head)) {
            outcome.drops().add(Drop.DUPLICATE);
            return;
        }
        run.head().setLastSnapshotMs(timestampMs);
        Shards.Released released = shards.release(head);
        for (int i = 0; i < released.givenUp(); i++) {
            outcome.drops().add(Drop.INCOMPLETE);
        }
        released.whole().forEach(w -> append(run, snapshot.getObservable(), w.step(), w.values(), outcome));
    }

    private static void append(Run run, String observable, long step, float[] values, Outcome outcome) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                refused(run, observable, step, Reason.REASON_NOT_FINITE, outcome);
                return;
            }
        }
        Results.Source source = run.source(observable);
        ObservableHead.Builder head = run.observable(observable);
        ObservableMonitor monitor = run.monitor(observable);
        Update update = monitor.append(step, values);
        head.setRows(monitor.count()).setLastStep(step);
        if (head.hasNotFinite()) {
            tell(run, Events.notFinite(source, head.getNotFinite().getStep(), true), outcome);
            head.clearNotFinite();
        }
        Answers.spoken(run, outcome);
        results(run, observable, update, outcome);
    }

    /** What was logged goes to every observable's monitor: it may explain what any of them shows. */
    private static void scalars(Run run, Scalars scalars, Outcome outcome) {
        run.scalars(scalars.getValuesMap());
        monitored(
                run,
                (observable, monitor) ->
                        results(run, observable, monitor.scalars(scalars.getStep(), scalars.getValuesMap()), outcome));
    }

    /** An announced change goes to every observable's monitor, an answer to its alert. */
    private static void mark(Run run, Mark mark, Outcome outcome) {
        if (mark.getAlertId().isEmpty()) {
            monitored(
                    run,
                    (observable, monitor) ->
                            results(run, observable, monitor.mark(mark.getStep(), mark.getText()), outcome));
        } else {
            Answers.apply(run, mark, outcome);
        }
    }

    private static void monitored(Run run, BiConsumer<String, ObservableMonitor> action) {
        if (!run.ended()) {
            run.start().getObservablesList().forEach(o -> action.accept(o.getName(), run.monitor(o.getName())));
        }
    }

    private static void results(Run run, String observable, Update update, Outcome outcome) {
        Results.Source source = run.source(observable);
        for (AnalysedWindow window : update.windows()) {
            outcome.spectra().add(Results.spectrum(source, window));
            outcome.distances().addAll(Results.distances(source, window));
            GroupInputs.window(run, observable, window, outcome);
        }
        for (Change change : update.changes()) {
            ChangeEvent event = Events.change(source, change);
            tell(run, event.withEvidence(Events.evidence(change, run.head().getScalarsMap())), outcome);
        }
    }

    private static void tell(Run run, ChangeEvent event, Outcome outcome) {
        outcome.events().add(run.events().add(event));
    }

    private static void end(Run run, RunEnd end, Outcome outcome) {
        RunHead.Builder head = run.head();
        if (!head.getEndedShardsList().contains(end.getShard())) {
            head.addEndedShards(end.getShard());
        }
        if (!run.ended() && head.getEndedShardsCount() >= run.shards()) {
            Answers.spoken(run, outcome);
            dropPending(run, outcome);
            run.end();
            GroupInputs.facts(run, outcome);
        }
    }

    /** Steps whose shards never all came are given up with their incarnation. */
    private static void dropPending(Run run, Outcome outcome) {
        run.head().getObservablesMap().keySet().stream().sorted().forEach(observable -> {
            ObservableHead.Builder head = run.observable(observable);
            for (PendingStep step : head.getPendingList()) {
                for (int i = 0; i < step.getShardsCount(); i++) {
                    outcome.drops().add(Drop.INCOMPLETE);
                }
            }
            head.clearPending();
        });
    }
}
