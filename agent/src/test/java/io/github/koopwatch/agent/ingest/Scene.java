/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.RunEnd;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import io.github.koopwatch.v1.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Something that a training job may do: messages in their order, and what each rule makes of them. */
final class Scene {
    static final String RUN = "r42";
    static final long BORN = 1_763_668_800_000L;

    final String name;
    /** Each message as a record of the topic; its key is the run of the first start. */
    final List<Record> messages = new ArrayList<>();

    final List<String> verdicts = new ArrayList<>();
    final List<String> drops = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();
    long windows;
    private long incarnation = BORN;

    private Scene(String name) {
        this.name = name;
    }

    static Scene of(String name) {
        return new Scene(name);
    }

    /** A run with {@code dimension} weights. */
    static RunStart.Builder run(int dimension) {
        return RunStart.newBuilder().setRun(RUN).addObservables(observable(dimension));
    }

    static Observable.Builder observable(int dimension) {
        return Observable.newBuilder().setName("weights").setDimension(dimension);
    }

    static Snapshot.Builder snapshot(long step, float... values) {
        return Snapshot.newBuilder().setObservable("weights").setStep(step).setValues(Float32.bytes(values));
    }

    /** What follows belongs to this incarnation. */
    Scene incarnation(long next) {
        incarnation = next;
        return this;
    }

    Scene start(RunStart.Builder start) {
        return send(r -> r.setStart(start));
    }

    Scene start(int dimension) {
        return start(run(dimension));
    }

    Scene snap(long step, float... values) {
        return snap(snapshot(step, values));
    }

    Scene snap(Snapshot.Builder snapshot) {
        return send(r -> r.setSnapshot(snapshot));
    }

    Scene scalars(Scalars.Builder scalars) {
        return send(r -> r.setScalars(scalars));
    }

    Scene mark(Mark.Builder mark) {
        return send(r -> r.setMark(mark));
    }

    Scene end() {
        return send(r -> r.setEnd(RunEnd.getDefaultInstance()));
    }

    Scene send(UnaryOperator<Record.Builder> body) {
        messages.add(body.apply(Record.newBuilder().setIncarnation(incarnation)).build());
        return this;
    }

    /** What becomes of the messages, the last word standing for all that follow. */
    Scene verdicts(String... words) {
        for (int i = 0; i < messages.size(); i++) {
            verdicts.add(words[Math.min(i, words.length - 1)]);
        }
        return this;
    }

    /** What is counted as dropped behind the doors. */
    Scene drops(String... words) {
        drops.addAll(List.of(words));
        return this;
    }

    /** Kinds of the events that come of it, in order. */
    Scene alarms(String... kinds) {
        alarms.addAll(List.of(kinds));
        return this;
    }

    Scene windows(long count) {
        windows = count;
        return this;
    }

    /** The message as the gRPC door gets it. */
    static PublishRequest request(Record r, long sequence) {
        PublishRequest.Builder request = PublishRequest.newBuilder()
                .setSequence(sequence)
                .setIncarnation(r.getIncarnation())
                .setUnknownFields(r.getUnknownFields());
        return switch (r.getBodyCase()) {
            case START -> request.setStart(r.getStart()).build();
            case SNAPSHOT -> request.setSnapshot(r.getSnapshot()).build();
            case SCALARS -> request.setScalars(r.getScalars()).build();
            case MARK -> request.setMark(r.getMark()).build();
            case END -> request.setEnd(r.getEnd()).build();
            case REFUSED, EXPIRE, BODY_NOT_SET -> request.build();
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
