/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.PublishResponse;
import io.github.koopwatch.v1.Refusal;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One stream to a server on this machine, and all that came back. */
final class TestClient implements ClientResponseObserver<PublishRequest, PublishResponse>, AutoCloseable {
    // The smallest that HTTP/2 starts with, so that a client that does not read is soon full.
    private static final int WINDOW = 65_535;

    private final List<PublishResponse> responses = new CopyOnWriteArrayList<>();
    private final ManagedChannel channel;
    private final boolean reads;
    private @Nullable ClientCallStreamObserver<PublishRequest> requests;
    private volatile @Nullable Status over;
    private volatile Metadata trailers = new Metadata();

    private TestClient(int port, boolean reads) {
        this(
                NettyChannelBuilder.forAddress("127.0.0.1", port)
                        .usePlaintext()
                        .flowControlWindow(WINDOW)
                        .build(),
                reads);
    }

    private TestClient(ManagedChannel channel, boolean reads) {
        this.reads = reads;
        this.channel = channel;
        SnapshotServiceGrpc.newStub(channel).publish(this);
    }

    static TestClient connect(IngestServer server) {
        return new TestClient(server.port(), true);
    }

    /** A client over a channel, which it closes. */
    static TestClient over(ManagedChannel channel) {
        return new TestClient(channel, true);
    }

    /** A client that reads nothing until {@link #read}. */
    static TestClient thatDoesNotRead(IngestServer server) {
        return new TestClient(server.port(), false);
    }

    TestClient send(PublishRequest... messages) {
        for (PublishRequest message : messages) {
            requests().onNext(message);
        }
        return this;
    }

    boolean isReady() {
        return requests().isReady();
    }

    void halfClose() {
        requests().onCompleted();
    }

    void cancel() {
        requests().cancel("the test cancels", null);
    }

    void read(int count) {
        requests().request(count);
    }

    /** Null while the stream is open. */
    @Nullable Status over() {
        return over;
    }

    /** What came with the end of the stream. */
    Metadata trailers() {
        return trailers;
    }

    List<PublishResponse> responses() {
        return responses;
    }

    long acked() {
        return responses.stream()
                .filter(PublishResponse::hasAcked)
                .mapToLong(PublishResponse::getAcked)
                .max()
                .orElse(0);
    }

    List<Refusal> refusals() {
        return responses.stream()
                .filter(PublishResponse::hasRefusal)
                .map(PublishResponse::getRefusal)
                .toList();
    }

    List<String> events() {
        return responses.stream()
                .filter(PublishResponse::hasEvent)
                .map(r -> r.getEvent().getId())
                .toList();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<PublishRequest> stream) {
        requests = stream;
        if (!reads) {
            stream.disableAutoRequestWithInitial(0);
        }
    }

    @Override
    public void onNext(PublishResponse response) {
        responses.add(response);
    }

    @Override
    public void onError(Throwable t) {
        trailers = Objects.requireNonNullElseGet(Status.trailersFromThrowable(t), Metadata::new);
        over = Status.fromThrowable(t);
    }

    @Override
    public void onCompleted() {
        over = Status.OK;
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    private ClientCallStreamObserver<PublishRequest> requests() {
        ClientCallStreamObserver<PublishRequest> stream = requests;
        if (stream == null) {
            throw new IllegalStateException("expected a started call");
        }
        return stream;
    }
}
