/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Requests.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.github.koopwatch.agent.doors.Caller;
import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.v1.Snapshot;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the door before any message does: sizes, odd bytes, health, who may enter. */
class IngestServerTest {
    private final TestDoor door = new TestDoor(FakeProducer.immediate());
    private final ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", door.server.port())
            .usePlaintext()
            .build();

    @AfterEach
    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        door.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "koopwatch.v1.SnapshotService"})
    void health_followsWhatTheAgentSays(String service) {
        assertThat(health(service)).isEqualTo(ServingStatus.NOT_SERVING);
        door.server.ready(true);
        assertThat(health(service)).isEqualTo(ServingStatus.SERVING);
        door.server.ready(false);
        assertThat(health(service)).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void message_largestRecord_isJudged() throws Exception {
        Status over = publishBytes(IngestServer.LARGEST_MESSAGE, false);
        assertThat(over.getCode()).as(over.toString()).isEqualTo(Status.Code.OK);
        assertThat(door.metric("koopwatch_snapshots_received_total{door=\"grpc\"}"))
                .isEqualTo(1);
    }

    @Test
    void message_oneByteOverTheLimit_isResourceExhaustedInClearWords() throws Exception {
        Status over = publishBytes(IngestServer.LARGEST_MESSAGE + 1, false);
        assertThat(over.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(over.getDescription()).contains("maximum size", Integer.toString(IngestServer.LARGEST_MESSAGE));
        assertThat(door.metric("koopwatch_snapshots_received_total{door=\"grpc\"}"))
                .isZero();
    }

    @Test
    void message_compressedBomb_isResourceExhausted() throws Exception {
        Status over = publishBytes(64 << 20, true);
        assertThat(over.getCode()).as(over.toString()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(door.metric("koopwatch_snapshots_received_total{door=\"grpc\"}"))
                .isZero();
    }

    @Test
    void message_notProtobuf_isInvalidArgument() throws Exception {
        Status over = publish(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3}, false);
        assertThat(over.getCode()).as(over.toString()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(over.getDescription())
                .isEqualTo("message: expected koopwatch.v1.PublishRequest, got bytes that are none");
    }

    /** The transport's words; a million calls bring some twenty of the first kind. */
    @Test
    void log_streamThatAClientReset_isNoWarning_faultsAre() {
        Logger transport = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");
        List<String> heard = new ArrayList<>();
        Handler ears = new StreamHandler() {
            @Override
            public void publish(LogRecord told) {
                heard.add(told.getMessage());
            }
        };
        transport.addHandler(ears);
        try {
            transport.log(Level.WARNING, "Stream Error", new IOException("reset, for the test"));
            transport.log(Level.WARNING, "Exception in onHeadersRead()", new IOException("for the test"));
        } finally {
            transport.removeHandler(ears);
        }
        assertThat(heard).containsExactly("Exception in onHeadersRead()");
    }

    @Test
    void metadata_overTheLimit_isRefused() {
        Metadata huge = new Metadata();
        huge.put(Metadata.Key.of("x-huge", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(16 << 10));
        HealthGrpc.HealthBlockingStub stub =
                HealthGrpc.newBlockingStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(huge));
        assertThatThrownBy(() -> stub.check(HealthCheckRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class);
        assertThat(health("")).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void start_portTaken_saysSo() {
        assertThatThrownBy(() ->
                        IngestServer.start(IngestServer.Options.plain("127.0.0.1", door.server.port()), service()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Integer.toString(door.server.port()));
    }

    @Test
    void mayPublish_anotherRun_isDenied() throws Exception {
        ServerInterceptor onlyTeamA = new ServerInterceptor() {
            @Override
            public <Q, R> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                Context context =
                        Context.current().withValue(Caller.CONTEXT, new Caller("a", Caller.Role.PUBLISH, "team-a"));
                return Contexts.interceptCall(context, call, headers, next);
            }
        };
        var options = new IngestServer.Options("127.0.0.1", 0, Optional.empty(), List.of(onlyTeamA));
        try (IngestServer guarded = IngestServer.start(options, service());
                TestClient client = TestClient.connect(guarded)) {
            client.send(start(1, 1));
            await().until(() -> client.over() != null);
            assertThat(client.over()).extracting(Status::getCode).isEqualTo(Status.Code.PERMISSION_DENIED);
            assertThat(client.over()).extracting(Status::getDescription).isEqualTo("not allowed to publish run 'r42'");
        }
    }

    private SnapshotService service() {
        return new SnapshotService(
                new RecordValidator(start -> Optional.empty()),
                door.producer,
                door.feed,
                new IngestMetrics(new SimpleMeterRegistry()),
                IngestLimits.defaults(),
                Runnable::run);
    }

    private ServingStatus health(String service) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    /** A snapshot before any start, padded to exactly this many bytes. */
    private Status publishBytes(int size, boolean compressed) throws Exception {
        int padding = size;
        byte[] message = padded(padding);
        while (message.length > size) {
            padding -= message.length - size;
            message = padded(padding);
        }
        assertThat(message).hasSize(size);
        return publish(message, compressed);
    }

    private static byte[] padded(int values) {
        return Requests.at(1)
                .setSnapshot(Snapshot.newBuilder().setValues(ByteString.copyFrom(new byte[values])))
                .build()
                .toByteArray();
    }

    private Status publish(byte[] message, boolean compressed) throws Exception {
        CallOptions options = compressed ? CallOptions.DEFAULT.withCompression("gzip") : CallOptions.DEFAULT;
        CompletableFuture<Status> over = new CompletableFuture<>();
        StreamObserver<byte[]> requests = ClientCalls.asyncBidiStreamingCall(rawCall(channel, options), new Over(over));
        requests.onNext(message);
        requests.onCompleted();
        return over.get(2, TimeUnit.MINUTES);
    }

    private static ClientCall<byte[], byte[]> rawCall(Channel channel, CallOptions options) {
        return channel.newCall(
                SnapshotServiceGrpc.getPublishMethod().toBuilder(new Raw(), new Raw())
                        .build(),
                options);
    }

    private record Over(CompletableFuture<Status> status) implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] response) {}

        @Override
        public void onError(Throwable t) {
            status.complete(Status.fromThrowable(t));
        }

        @Override
        public void onCompleted() {
            status.complete(Status.OK);
        }
    }

    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
