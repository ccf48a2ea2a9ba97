/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import com.google.protobuf.CodedOutputStream;
import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.Refused;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Snapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges the messages of one stream by what this stream has said of its run. Not thread-safe. */
final class RunJudge {
    private final RecordValidator validator;
    private @Nullable RunStart known;
    private long startedIncarnation;
    private long newestIncarnation;

    RunJudge(RecordValidator validator) {
        this.validator = validator;
    }

    /** Empty when the message is taken; a taken RunStart is remembered. */
    Optional<Refusal> judge(PublishRequest request) {
        Optional<Refusal> refusal = RecordValidator.size(recordBytes(request))
                .or(() -> validator.incarnation(request.getIncarnation()))
                .or(() -> body(request));
        if (refusal.isEmpty()) {
            remember(request);
        }
        return refusal;
    }

    boolean started() {
        return known != null;
    }

    /** The run; empty before a RunStart is taken. */
    String run() {
        return known == null ? "" : known.getRun();
    }

    /** The highest incarnation among the taken messages. */
    long incarnation() {
        return newestIncarnation;
    }

    /** The taken message as a record; shares its values. */
    static Record taken(PublishRequest request) {
        Record.Builder record = Record.newBuilder().setIncarnation(request.getIncarnation());
        return switch (request.getBodyCase()) {
            case START -> record.setStart(request.getStart()).build();
            case SNAPSHOT -> record.setSnapshot(request.getSnapshot()).build();
            case SCALARS -> record.setScalars(request.getScalars()).build();
            case MARK -> record.setMark(request.getMark()).build();
            case END -> record.setEnd(request.getEnd()).build();
            case BODY_NOT_SET -> throw new IllegalArgumentException("expected a body, got none");
        };
    }

    /** What the topology must know of a refused snapshot: that its step is missing, and why. */
    static Record refused(PublishRequest request, Reason reason) {
        Snapshot snapshot = request.getSnapshot();
        String observable = snapshot.getObservable();
        Refused.Builder refused = Refused.newBuilder()
                .setObservable(RunKey.isValid(observable) ? observable : "")
                .setStep(snapshot.getStep())
                .setShard(snapshot.getShard())
                .setReason(reason);
        return Record.newBuilder()
                .setIncarnation(request.getIncarnation())
                .setRefused(refused)
                .build();
    }

    /** Size of the record that the request becomes: field by field the same, but for its sequence. */
    private static int recordBytes(PublishRequest request) {
        int sequence = request.getSequence() == 0
                ? 0
                : CodedOutputStream.computeUInt64Size(PublishRequest.SEQUENCE_FIELD_NUMBER, request.getSequence());
        return request.getSerializedSize()
                - sequence
                - request.getUnknownFields().getSerializedSize();
    }

    private Optional<Refusal> body(PublishRequest request) {
        RunStart start = known;
        if (request.getBodyCase() == PublishRequest.BodyCase.BODY_NOT_SET) {
            return RecordValidator.noBody("request", request.getUnknownFields());
        }
        if (request.hasStart()) {
            return start(request, request.getStart());
        }
        if (start == null || request.getIncarnation() > startedIncarnation) {
            return RecordValidator.notStarted(request.getBodyCase().name());
        }
        if (request.getIncarnation() < startedIncarnation) {
            return Optional.empty(); // of a training that is over: the topology drops and counts it
        }
        return switch (request.getBodyCase()) {
            case SNAPSHOT -> validator.snapshot(start, request.getSnapshot());
            case SCALARS -> validator.scalars(request.getScalars());
            case MARK -> validator.mark(request.getMark());
            case END -> validator.end(start, request.getEnd());
            case START, BODY_NOT_SET -> Optional.empty(); // judged above
        };
    }

    // Another incarnation is another training: it may have other dimensions, but it is still this stream's run.
    private Optional<Refusal> start(PublishRequest request, RunStart start) {
        if (known == null) {
            return validator.start(start);
        }
        if (request.getIncarnation() == startedIncarnation) {
            return validator.startAgain(known, start);
        }
        return validator.start(start).or(() -> sameRun(run(), start.getRun()));
    }

    private static Optional<Refusal> sameRun(String known, String again) {
        return known.equals(again)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Reason.REASON_CONFLICT,
                        "run: expected '" + known + "', got '" + again + "'; one stream carries one run"));
    }

    private void remember(PublishRequest request) {
        newestIncarnation = Math.max(newestIncarnation, request.getIncarnation());
        if (!request.hasStart()) {
            return;
        }
        RunStart before = request.getIncarnation() == startedIncarnation ? known : null;
        known = before == null ? request.getStart() : RecordValidator.merge(before, request.getStart());
        startedIncarnation = request.getIncarnation();
    }
}
