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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The service behind the gRPC door: opens a {@link PublishStream} per call, remembers nothing of a run beyond it. */
public final class SnapshotService implements BindableService {
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
        ByteBudget budget = new ByteBudget(limits.totalBytes(), wakers);
        metrics.watch(budget);
        door = new Door(validator, producer, feed, metrics, limits, budget);
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
}
