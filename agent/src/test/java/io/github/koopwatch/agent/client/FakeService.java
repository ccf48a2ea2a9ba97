/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.client;

import io.github.koopwatch.v1.Event;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.PublishResponse;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Refusal;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A service on a loopback port that remembers what it hears and answers as it is told. */
public final class FakeService extends SnapshotServiceGrpc.SnapshotServiceImplBase implements AutoCloseable {
    /** One stream: what arrived on it, and the way to answer. */
    public static final class Stream implements StreamObserver<PublishRequest> {
        public final List<PublishRequest> heard = new CopyOnWriteArrayList<>();
        private final StreamObserver<PublishResponse> out;
        private final BiConsumer<Stream, PublishRequest> behaviour;

        Stream(StreamObserver<PublishResponse> out, BiConsumer<Stream, PublishRequest> behaviour) {
            this.out = out;
            this.behaviour = behaviour;
        }

        public void acknowledge(long sequence) {
            out.onNext(PublishResponse.newBuilder().setAcked(sequence).build());
        }

        public void refuse(long sequence, Reason reason, String text) {
            Refusal.Builder refusal =
                    Refusal.newBuilder().setSequence(sequence).setReason(reason).setText(text);
            out.onNext(PublishResponse.newBuilder().setRefusal(refusal).build());
        }

        public void event(String id, String json) {
            Event.Builder event = Event.newBuilder().setId(id).setJson(json);
            out.onNext(PublishResponse.newBuilder().setEvent(event).build());
        }

        public void fail(Status status) {
            out.onError(status.asRuntimeException());
        }

        @Override
        public void onNext(PublishRequest request) {
            heard.add(request);
            behaviour.accept(this, request);
        }

        @Override
        public void onError(Throwable ignored) {}

        @Override
        public void onCompleted() {
            out.onCompleted();
        }
    }

    public final List<Stream> streams = new CopyOnWriteArrayList<>();
    private final BiConsumer<Stream, PublishRequest> behaviour;
    private Optional<Server> server = Optional.empty();

    private FakeService(BiConsumer<Stream, PublishRequest> behaviour) {
        this.behaviour = behaviour;
    }

    public static FakeService start(BiConsumer<Stream, PublishRequest> behaviour) throws IOException {
        FakeService service = new FakeService(behaviour);
        service.listen(0);
        return service;
    }

    /** Acknowledges every message at once. */
    public static void acknowledgeEach(Stream stream, PublishRequest request) {
        stream.acknowledge(request.getSequence());
    }

    public String target() {
        return "127.0.0.1:" + port();
    }

    int port() {
        return server.orElseThrow().getPort();
    }

    void listen(int port) throws IOException {
        server = Optional.of(Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
                .addService(this)
                .build()
                .start());
    }

    List<Long> stepsHeard() {
        List<Long> steps = new ArrayList<>();
        for (Stream stream : streams) {
            stream.heard.stream()
                    .filter(PublishRequest::hasSnapshot)
                    .map(request -> request.getSnapshot().getStep())
                    .forEach(steps::add);
        }
        return steps;
    }

    @Override
    public StreamObserver<PublishRequest> publish(StreamObserver<PublishResponse> out) {
        Stream stream = new Stream(out, behaviour);
        streams.add(stream);
        return stream;
    }

    @Override
    public void close() {
        server.ifPresent(Server::shutdownNow);
    }
}
