/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.RunEnd;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import io.github.koopwatch.v1.Snapshot;

/** Requests of a run r42, incarnation 5, with the observable weights of a chosen dimension. */
final class Requests {
    static final long INCARNATION = 5;

    private Requests() {}

    static PublishRequest.Builder at(long sequence) {
        return PublishRequest.newBuilder().setSequence(sequence).setIncarnation(INCARNATION);
    }

    static RunStart.Builder run(int dimension) {
        return RunStart.newBuilder().setRun("r42").addObservables(observable("weights", dimension));
    }

    static Observable observable(String name, int dimension) {
        return Observable.newBuilder().setName(name).setDimension(dimension).build();
    }

    static PublishRequest start(long sequence, int dimension) {
        return at(sequence).setStart(run(dimension)).build();
    }

    static PublishRequest snapshot(long sequence, long step, float... values) {
        return at(sequence).setSnapshot(weights(step, values)).build();
    }

    static Snapshot weights(long step, float... values) {
        return Snapshot.newBuilder()
                .setObservable("weights")
                .setStep(step)
                .setValues(Float32.bytes(values))
                .build();
    }

    static PublishRequest scalars(long sequence) {
        return at(sequence)
                .setScalars(Scalars.newBuilder().putValues("loss", 1))
                .build();
    }

    static PublishRequest mark(long sequence) {
        return at(sequence).setMark(Mark.newBuilder().setText("lr drop")).build();
    }

    static PublishRequest end(long sequence) {
        return at(sequence).setEnd(RunEnd.getDefaultInstance()).build();
    }
}
