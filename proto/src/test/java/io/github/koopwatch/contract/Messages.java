/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import com.google.protobuf.ByteString;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Centre;
import io.github.koopwatch.v1.Event;
import io.github.koopwatch.v1.Expire;
import io.github.koopwatch.v1.GroupRange;
import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.PublishResponse;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.Refused;
import io.github.koopwatch.v1.RunEnd;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Scalars;
import io.github.koopwatch.v1.Sketch;
import io.github.koopwatch.v1.Snapshot;

/** Messages with every field set, and the small ones that tests vary. */
final class Messages {
    private Messages() {}

    /** A run with the observables weights [4] and logits [2]. */
    static RunStart.Builder small() {
        return RunStart.newBuilder()
                .setRun("r42")
                .addObservables(observable("weights", 4))
                .addObservables(observable("logits", 2));
    }

    static Observable.Builder observable(String name, int dimension) {
        return Observable.newBuilder().setName(name).setDimension(dimension);
    }

    static GroupRange range(String name, int from, int to) {
        return GroupRange.newBuilder().setName(name).setFrom(from).setTo(to).build();
    }

    static Snapshot.Builder snapshot(float... values) {
        return Snapshot.newBuilder().setObservable("weights").setStep(7).setValues(Float32.bytes(values));
    }

    static RunStart fullStart() {
        Sketch sketch = Sketch.newBuilder()
                .setAlgorithm("signed-rotation-v1")
                .setSeed(0)
                .setSourceSize(11_173_962)
                .addGroups(range("conv1", 0, 2))
                .addGroups(range("head", 2, 4))
                .build();
        return RunStart.newBuilder()
                .setRun("r42")
                .setGroup("sweep-7")
                .setArm("lr-1e-3")
                .setBaseline(true)
                .setDisplayName("ResNet, η = 1e-3")
                .putLabels("arm_name", "lr=1e-3")
                .addObservables(observable("weights", 4).setSketch(sketch))
                .addObservables(observable("logits", 2))
                .setShards(2)
                .setStride(10)
                .setBurst(5)
                .addAnalyses(Analysis.newBuilder().setPreset("paper"))
                .addAnalyses(Analysis.newBuilder()
                        .setPreset("denoised")
                        .setWindow(200)
                        .setHop(20)
                        .setDelays(8)
                        .setRank(0)
                        .setCentre(Centre.CENTRE_NONE)
                        .setBlockMean(4))
                .build();
    }

    static Snapshot fullSnapshot() {
        return Snapshot.newBuilder()
                .setObservable("weights")
                .setStep(9_007_199_254_740_991L)
                .setShard(1)
                .setValues(Float32.bytes(new float[] {1f, -2.5f, Float.MIN_VALUE, Float.MAX_VALUE}))
                .build();
    }

    static Scalars fullScalars() {
        return Scalars.newBuilder().setStep(12).putValues("loss", 0.125).build();
    }

    static Mark fullMark() {
        return Mark.newBuilder()
                .setStep(13)
                .setText("lr drop")
                .setAlertId("r42/1/weights/RegimeShift/310")
                .build();
    }

    static Refused fullRefused() {
        return Refused.newBuilder()
                .setObservable("weights")
                .setStep(14)
                .setReason(Reason.REASON_NOT_FINITE)
                .setShard(1)
                .build();
    }

    static Record.Builder record() {
        return Record.newBuilder().setIncarnation(1_763_668_800_000L);
    }

    static PublishRequest.Builder request() {
        return PublishRequest.newBuilder().setSequence(3).setIncarnation(1_763_668_800_000L);
    }

    static PublishResponse refusal() {
        return PublishResponse.newBuilder()
                .setRefusal(io.github.koopwatch.v1.Refusal.newBuilder()
                        .setSequence(3)
                        .setReason(Reason.REASON_DIMENSION)
                        .setText("expected 4 float32, got 5"))
                .build();
    }

    static PublishResponse event() {
        return PublishResponse.newBuilder()
                .setEvent(Event.newBuilder().setId("r42/1/weights/Stall/9").setJson("{\"kind\":\"Stall\"}"))
                .build();
    }

    static RunEnd end(int shard) {
        return RunEnd.newBuilder().setShard(shard).build();
    }

    static Expire expire() {
        return Expire.newBuilder().setLastStep(15).build();
    }

    static ByteString zeros(int bytes) {
        return ByteString.copyFrom(new byte[bytes]);
    }
}
