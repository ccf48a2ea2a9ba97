/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.contract.Float32;
import io.github.koopwatch.v1.Analysis;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.PublishResponse;
import io.github.koopwatch.v1.RunStart;
import io.github.koopwatch.v1.Snapshot;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A run that publishes at its own pace and takes the time of each answer; a window ends with every snapshot. */
final class HonestRun implements StreamObserver<PublishResponse>, AutoCloseable {
    static final int WINDOW = 20;
    private static final String OBSERVABLE = "weights";

    private record Sent(long nanos, boolean flood) {}

    private final String name;
    private final RandomWalk walk;
    private final Latencies toAck;
    private final Latencies toWindow;
    private final ManagedChannel channel;
    private final StreamObserver<PublishRequest> requests;
    private final long incarnation = System.currentTimeMillis();
    private final ConcurrentSkipListMap<Long, Sent> unacked = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, Sent> unseen = new ConcurrentSkipListMap<>();
    private long step = -1;
    private volatile @Nullable Throwable broken;

    HonestRun(String target, String name, int dimension, int seed, Latencies toAck, Latencies toWindow) {
        this.name = name;
        this.toAck = toAck;
        this.toWindow = toWindow;
        walk = new RandomWalk(dimension, seed);
        channel = Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                .build();
        requests = SnapshotServiceGrpc.newStub(channel).publish(this);
        requests.onNext(PublishRequest.newBuilder()
                .setSequence(1)
                .setIncarnation(incarnation)
                .setStart(RunStart.newBuilder()
                        .setRun(name)
                        .setGroup(name)
                        .addObservables(
                                Observable.newBuilder().setName(OBSERVABLE).setDimension(dimension))
                        .addAnalyses(Analysis.newBuilder().setWindow(WINDOW).setHop(1)))
                .build());
    }

    String name() {
        return name;
    }

    /** Publishes the next step; {@code flood} says whether another run floods the service now. */
    void publish(boolean flood) {
        step++;
        float[] values = walk.next();
        Sent sent = new Sent(System.nanoTime(), flood);
        unacked.put(step + 2, sent);
        unseen.put(step, sent);
        requests.onNext(PublishRequest.newBuilder()
                .setSequence(step + 2)
                .setIncarnation(incarnation)
                .setSnapshot(Snapshot.newBuilder()
                        .setObservable(OBSERVABLE)
                        .setStep(step)
                        .setValues(Float32.bytes(values)))
                .build());
    }

    /** The window that ends with that step is visible. */
    void seen(long lastStep) {
        Sent sent = unseen.remove(lastStep);
        if (sent != null) {
            toWindow.add(sent.flood(), System.nanoTime() - sent.nanos());
        }
        unseen.headMap(lastStep).clear();
    }

    /** Why the stream ended; null while it is open. */
    @Nullable Throwable broken() {
        return broken;
    }

    /** Snapshots whose window has not been seen. */
    int waiting() {
        return (int) unseen.keySet().stream().filter(s -> s >= WINDOW - 1).count();
    }

    @Override
    public void onNext(PublishResponse response) {
        if (response.hasAcked()) {
            long now = System.nanoTime();
            var acked = unacked.headMap(response.getAcked(), true);
            acked.values().forEach(sent -> toAck.add(sent.flood(), now - sent.nanos()));
            acked.clear();
        }
    }

    @Override
    public void onError(Throwable t) {
        broken = t;
    }

    @Override
    public void onCompleted() {}

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
