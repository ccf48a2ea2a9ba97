/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static io.github.koopwatch.contract.Rules.atMost;
import static io.github.koopwatch.contract.Rules.length;
import static io.github.koopwatch.contract.Rules.quoted;
import static io.github.koopwatch.contract.Rules.refuse;
import static io.github.koopwatch.v1.Reason.REASON_DIMENSION;
import static io.github.koopwatch.v1.Reason.REASON_KEY;
import static io.github.koopwatch.v1.Reason.REASON_MALFORMED;
import static io.github.koopwatch.v1.Reason.REASON_NOT_FINITE;
import static io.github.koopwatch.v1.Reason.REASON_NOT_STARTED;
import static io.github.koopwatch.v1.Reason.REASON_SHARD;
import static io.github.koopwatch.v1.Reason.REASON_UNKNOWN_OBSERVABLE;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.Refused;
import io.github.koopwatch.v1.RunEnd;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import io.github.koopwatch.v1.Snapshot;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one rule by which both doors, gRPC and Kafka, take or refuse a message. Stateless: what is known of the run is
 * passed in. Empty means taken.
 */
public final class RecordValidator {
    private static final int SHOWN = 8;

    private final SettingsRule settings;

    public RecordValidator(SettingsRule settings) {
        this.settings = settings;
    }

    /** A RunStart of a run, or of an incarnation, of which nothing is known. */
    public Optional<Refusal> start(RunStart start) {
        return StartRules.check(start).or(() -> settings.refusal(start));
    }

    /** A further RunStart of the same incarnation; a changed dimension or setting is a conflict. */
    public Optional<Refusal> startAgain(RunStart known, RunStart again) {
        return start(again).or(() -> StartAgain.conflict(known, again)).or(() -> start(merge(known, again)));
    }

    /** What is known after a taken further RunStart: observables and labels of both, the newer text where both have one. */
    public static RunStart merge(RunStart known, RunStart again) {
        return StartAgain.merge(known, again);
    }

    public Optional<Refusal> snapshot(RunStart known, Snapshot snapshot) {
        Optional<Observable> observable = known.getObservablesList().stream()
                .filter(o -> o.getName().equals(snapshot.getObservable()))
                .findFirst();
        if (observable.isEmpty()) {
            return refuse(REASON_UNKNOWN_OBSERVABLE, "observable", declared(known), quoted(snapshot.getObservable()));
        }
        return Rules.integer("step", snapshot.getStep(), false)
                .or(() -> shard(known, snapshot.getShard()))
                .or(() -> size(observable.get(), snapshot.getValues()))
                .or(() -> finite(snapshot));
    }

    /** Values may be NaN or infinite: a diverged loss is something to see. */
    public Optional<Refusal> scalars(Scalars s) {
        if (s.getValuesCount() == 0) {
            return refuse(REASON_MALFORMED, "scalars", "at least one value", "none");
        }
        return Rules.integer("step", s.getStep(), false)
                .or(() -> atMost("scalars", Limits.MOST_SCALARS, s.getValuesCount()))
                .or(() -> Rules.first(s.getValuesMap().keySet(), name -> Rules.name("scalar", name)));
    }

    public Optional<Refusal> mark(Mark m) {
        if (m.getText().isBlank() && m.getAlertId().isEmpty()) {
            return refuse(REASON_MALFORMED, "mark", "a text or an alert id", "neither");
        }
        return Rules.integer("step", m.getStep(), false)
                .or(() -> length("mark", m.getText(), Limits.LONGEST_TEXT))
                .or(() -> length("alert id", m.getAlertId(), Limits.LONGEST_TEXT));
    }

    public Optional<Refusal> end(RunStart known, RunEnd e) {
        return shard(known, e.getShard());
    }

    /** What a door could not take is only counted; but an alarm rests on a step, and that has to be one. */
    private static Optional<Refusal> refused(Refused r) {
        return r.getReason() == REASON_NOT_FINITE ? Rules.integer("step", r.getStep(), false) : Optional.empty();
    }

    /** Bytes of a whole record, judged before anything in it is. */
    public static Optional<Refusal> size(int bytes) {
        return atMost("record (bytes)", Topics.LARGEST_RECORD, bytes);
    }

    /** For a message without any of the bodies that this version knows; a newer publisher may know more. */
    public static Optional<Refusal> noBody(String what, UnknownFieldSet unknown) {
        return unknown.asMap().isEmpty()
                ? refuse(REASON_MALFORMED, what, "a body", "none")
                : refuse(
                        REASON_MALFORMED,
                        what,
                        "a body that this version knows",
                        "field " + Collections.min(unknown.asMap().keySet()));
    }

    /** The number that every message of a run carries. */
    public Optional<Refusal> incarnation(long incarnation) {
        return Rules.integer("incarnation", incarnation, true);
    }

    /**
     * A whole record of the snapshots topic.
     *
     * @param run the record's key
     * @param known the RunStart of this run and incarnation, merged; null before the first
     */
    public Optional<Refusal> record(String run, Record r, @Nullable RunStart known) {
        return Rules.key("record key", run)
                .or(() -> size(r.getSerializedSize()))
                .or(() -> incarnation(r.getIncarnation()))
                .or(() -> r.hasStart() ? anyStart(run, r.getStart(), known) : body(r, known));
    }

    private Optional<Refusal> anyStart(String run, RunStart start, @Nullable RunStart known) {
        if (!start.getRun().equals(run)) {
            return refuse(REASON_KEY, "run", "the record key " + quoted(run), quoted(start.getRun()));
        }
        return known == null ? start(start) : startAgain(known, start);
    }

    private Optional<Refusal> body(Record r, @Nullable RunStart known) {
        if (r.getBodyCase() == Record.BodyCase.BODY_NOT_SET) {
            return noBody("record", r.getUnknownFields());
        }
        if (r.hasExpire()) {
            return Optional.empty();
        }
        return known == null ? notStarted(r.getBodyCase().name()) : started(r, known);
    }

    private Optional<Refusal> started(Record r, RunStart known) {
        return switch (r.getBodyCase()) {
            case SNAPSHOT -> snapshot(known, r.getSnapshot());
            case SCALARS -> scalars(r.getScalars());
            case MARK -> mark(r.getMark());
            case END -> end(known, r.getEnd());
            case REFUSED -> refused(r.getRefused());
            case START, EXPIRE, BODY_NOT_SET -> Optional.empty();
        };
    }

    /** For whatever comes before the first taken RunStart. */
    public static Optional<Refusal> notStarted(String what) {
        return refuse(REASON_NOT_STARTED, "first message", "START", what);
    }

    private static String declared(RunStart known) {
        return known.getObservablesList().stream()
                .map(o -> quoted(o.getName()))
                .limit(SHOWN)
                .reduce((a, b) -> a + " or " + b)
                .orElse("one that a run start declares");
    }

    private static Optional<Refusal> shard(RunStart known, int shard) {
        int shards = Math.max(1, known.getShards());
        return shard >= 0 && shard < shards
                ? Optional.empty()
                : refuse(REASON_SHARD, "shard", "0 to " + (shards - 1), Integer.toUnsignedString(shard));
    }

    private static Optional<Refusal> size(Observable observable, ByteString values) {
        int bytes = observable.getDimension() * Float.BYTES;
        return values.size() == bytes
                ? Optional.empty()
                : refuse(
                        REASON_DIMENSION,
                        "values of " + quoted(observable.getName()),
                        observable.getDimension() + " float32 (" + bytes + " bytes)",
                        count(values) + values.size() + " bytes");
    }

    private static String count(ByteString values) {
        boolean whole = values.size() % Float.BYTES == 0;
        return whole ? values.size() / Float.BYTES + " float32, " : "";
    }

    private static Optional<Refusal> finite(Snapshot snapshot) {
        int at = Float32.firstNotFinite(snapshot.getValues());
        if (at < 0) {
            return Optional.empty();
        }
        String what = "value " + at + " of " + quoted(snapshot.getObservable()) + " at step " + snapshot.getStep();
        return refuse(REASON_NOT_FINITE, what, "a finite number", Float32.at(snapshot.getValues(), at));
    }
}
