/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.agent.doors.Caller;
import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.PublishResponse;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The service behind the gRPC door: opens a {@link PublishStream} per call, remembers nothing of a run beyond it. */
public final class SnapshotService implements BindableService {
    private static final Duration COME_BACK = Duration.ofSeconds(5);

    private final Door door;
    private final Set<PublishStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    /** @param wakers runs streams that waited for room; short tasks that never block */
    public SnapshotService(
            RecordValidator validator,
            SnapshotProducer producer,
            EventFeed feed,
            IngestMetrics metrics,
            IngestLimits limits,
            Executor wakers) {
        this(validator, producer, feed, metrics, limits, wakers, Progress.UNKNOWN);
    }

    /** @param progress how far the topology has come, so that no run gets too far ahead of it */
    public SnapshotService(
            RecordValidator validator,
            SnapshotProducer producer,
            EventFeed feed,
            IngestMetrics metrics,
            IngestLimits limits,
            Executor wakers,
            Progress progress) {
        this(
                validator,
                producer,
                feed,
                metrics,
                limits,
                wakers,
                new Pacing(limits, progress, System::nanoTime),
                (nanos, task) -> CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, wakers)
                        .execute(task));
    }

    SnapshotService(
            RecordValidator validator,
            SnapshotProducer producer,
            EventFeed feed,
            IngestMetrics metrics,
            IngestLimits limits,
            Executor wakers,
            Pacing pacing,
            Door.Timer timer) {
        ByteBudget budget = new ByteBudget(limits.totalBytes(), wakers);
        metrics.watch(budget);
        door = new Door(validator, producer, feed, metrics, limits, budget, pacing, timer);
    }

    @Override
    public ServerServiceDefinition bindService() {
        MethodDescriptor<PublishRequest, PublishResponse> published = SnapshotServiceGrpc.getPublishMethod();
        MethodDescriptor<Incoming, PublishResponse> method = published.toBuilder(
                        Incoming.MARSHALLER, published.getResponseMarshaller())
                .build();
        return ServerServiceDefinition.builder(SnapshotServiceGrpc.SERVICE_NAME)
                .addMethod(method, ServerCalls.asyncBidiStreamingCall(this::publish))
                .build();
    }

    private StreamObserver<Incoming> publish(StreamObserver<PublishResponse> responses) {
        int most = door.limits().streams();
        if (streams.size() >= most) {
            door.metrics().refusedStream("streams");
            responses.onError(Exhausted.because(
                    "open streams: expected at most " + most + ", the limit of this service, got " + (most + 1),
                    COME_BACK));
            return new Ignored();
        }
        PublishStream stream = new PublishStream(
                door, Caller.CONTEXT.get(), (ServerCallStreamObserver<PublishResponse>) responses, this::over);
        streams.add(stream);
        door.metrics().streamOpened();
        stream.open();
        if (draining) {
            stream.drain();
        }
        return stream;
    }

    /** Ends each stream once what it has taken is in the log. */
    void drain() {
        draining = true;
        streams.forEach(PublishStream::drain);
    }

    private void over(PublishStream stream) {
        streams.remove(stream);
        door.metrics().streamClosed();
    }

    /** What still comes on a call that was refused. */
    private static final class Ignored implements StreamObserver<Incoming> {
        @Override
        public void onNext(Incoming value) {}

        @Override
        public void onError(Throwable t) {}

        @Override
        public void onCompleted() {}
    }
}
