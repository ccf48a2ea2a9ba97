/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.monitor.ObservableMonitor;
import io.github.koopwatch.koopman.monitor.ObservableSettings;
import io.github.koopwatch.koopman.monitor.Slots;
import io.github.koopwatch.streams.stored.KeptEvents;
import io.github.koopwatch.streams.stored.UnreadableState;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.ObservableHead;
import io.github.koopwatch.v1.RunHead;
import io.github.koopwatch.v1.RunStart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of one incarnation, as its stored records say; a cache of them that can be dropped at any time. */
final class Run {
    static final int VERSION = 1;
    /** Scalar names that are kept: the metric of each is a series. */
    private static final int MOST_SCALARS = 64;

    private final String name;
    private final RunRecords records;
    private final RunHead.Builder head;
    private final Map<String, ObservableMonitor> monitors = new HashMap<>();
    private RunStart start;

    private Run(String name, RunRecords records, RunHead.Builder head, RunStart start) {
        this.name = name;
        this.records = records;
        this.head = head;
        this.start = start;
    }

    /** The run as stored, or null when nothing is. Throws UnreadableState for what this version cannot read. */
    static @Nullable Run load(String name, RunRecords records) {
        byte[] head = records.head(name);
        byte[] start = records.start(name);
        if (head == null || start == null) {
            return null;
        }
        try {
            RunHead.Builder read = RunHead.parseFrom(head).toBuilder();
            if (read.getVersion() != VERSION) {
                throw new IllegalStateException("expected version " + VERSION + ", got " + read.getVersion());
            }
            return new Run(name, records, read, RunStart.parseFrom(start));
        } catch (InvalidProtocolBufferException | IllegalStateException e) {
            throw new UnreadableState("stored head of run " + name, e);
        }
    }

    /** A new incarnation; whatever was stored of an older one goes. */
    static Run begin(String name, RunRecords records, long incarnation, RunStart start) {
        records.forget(name);
        RunHead.Builder head = RunHead.newBuilder().setVersion(VERSION).setIncarnation(incarnation);
        Run run = new Run(name, records, head, start);
        records.start(name, start.toByteArray());
        run.save();
        return run;
    }

    String name() {
        return name;
    }

    RunStart start() {
        return start;
    }

    RunHead.Builder head() {
        return head;
    }

    long incarnation() {
        return head.getIncarnation();
    }

    boolean ended() {
        return head.getEnded();
    }

    int shards() {
        return Math.max(1, start.getShards());
    }

    void start(RunStart merged) {
        start = merged;
        records.start(name, merged.toByteArray());
    }

    ObservableHead.Builder observable(String observable) {
        return head.putObservablesBuilderIfAbsent(observable);
    }

    ObservableMonitor monitor(String observable) {
        return monitors.computeIfAbsent(
                observable,
                key -> restored(
                        AnalysisRequests.observable(start, declared(key)), records.slots(name, key), observable));
    }

    private ObservableMonitor restored(ObservableSettings settings, Slots slots, String observable) {
        try {
            return new ObservableMonitor(settings, slots);
        } catch (RuntimeException e) {
            throw new UnreadableState("stored state of run " + name + ", observable " + observable, e);
        }
    }

    KeptEvents events() {
        return new KeptEvents("run " + name, new RunEvents(name, records, head));
    }

    Shards shards(String observable) {
        int dimension = declared(observable).getDimension();
        return new Shards(name, observable, shards(), dimension, start.getObservablesCount(), records);
    }

    void scalars(Map<String, Double> values) {
        values.forEach((key, value) -> {
            if (head.containsScalars(key) || head.getScalarsCount() < MOST_SCALARS) {
                head.putScalars(key, value);
            }
        });
    }

    /** Ends the run: its rings go, its head stays so that resends stay duplicates. */
    void end() {
        head.setEnded(true);
        monitors.clear();
        records.free(name);
    }

    void save() {
        records.head(name, head.build().toByteArray());
    }

    Results.Source source(String observable) {
        return new Results.Source(name, group(), arm(), observable, incarnation());
    }

    String group() {
        return start.getGroup().isEmpty() ? "default" : start.getGroup();
    }

    String arm() {
        return start.getArm().isEmpty() ? name : start.getArm();
    }

    RunState state() {
        return new RunState(
                name,
                group(),
                arm(),
                start.getDisplayName().isEmpty() ? null : start.getDisplayName(),
                start.getLabelsMap(),
                start.getBaseline(),
                incarnation(),
                ended() ? "ended" : "live",
                lastStep(),
                head.getLastSnapshotMs() == 0 ? null : head.getLastSnapshotMs(),
                start.getObservablesList().stream().map(this::observableState).toList(),
                analyses().stream().map(AnalysisSettings::preset).toList(),
                head.getScalarsMap(),
                head.getRejected());
    }

    /** Largest step of any observable, null before the first snapshot. */
    @Nullable Long lastStep() {
        return head.getObservablesMap().values().stream()
                .filter(o -> o.getRows() > 0)
                .map(ObservableHead::getLastStep)
                .max(Long::compare)
                .orElse(null);
    }

    private RunState.ObservableState observableState(Observable observable) {
        ObservableHead known = head.getObservablesOrDefault(observable.getName(), ObservableHead.getDefaultInstance());
        AnalysisSettings first = analyses().get(0);
        return new RunState.ObservableState(
                observable.getName(),
                observable.getDimension(),
                known.getRows(),
                first.window() * first.blockMean(),
                known.getRows() == 0 ? null : known.getLastStep());
    }

    private List<AnalysisSettings> analyses() {
        return AnalysisRequests.analyses(start);
    }

    private Observable declared(String observable) {
        return start.getObservablesList().stream()
                .filter(o -> o.getName().equals(observable))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "observable " + observable + " of run " + name + " was not declared"));
    }
}
