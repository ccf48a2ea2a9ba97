/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Requests.at;
import static io.github.koopwatch.agent.ingest.Requests.run;
import static io.github.koopwatch.agent.ingest.Requests.snapshot;
import static io.github.koopwatch.agent.ingest.Requests.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.doors.DoorSettings;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may call what at the gRPC door. */
class TokensAtTheDoorTest {
    private static final String TEXT = "expected a valid token (Authorization: Bearer TOKEN)";
    private static final String TOKENS = "publisher publish r4\nreader read *\nother publish r5\nall publish *\n";

    @TempDir
    private Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init") // before each test
    private GuardedDoor door;

    @BeforeEach
    void open() throws IOException {
        Path tokens = Files.writeString(directory.resolve("tokens"), TOKENS);
        door = new GuardedDoor(new DoorSettings(Optional.empty(), Optional.of(tokens)));
    }

    @AfterEach
    void close() {
        door.close();
    }

    private static Access with(@Nullable String token) {
        return new Access(Optional.empty(), Optional.ofNullable(token));
    }

    private static Status over(TestClient client) {
        await().until(() -> client.over() != null);
        Status over = client.over();
        return over == null ? Status.UNKNOWN : over;
    }

    /** Publishes a RunStart of the run r42; the answer's status, OK once it is acknowledged. */
    private Status publish(@Nullable String token) throws InterruptedException {
        try (TestClient client = door.client(with(token))) {
            client.send(start(1, 1));
            await().until(() -> client.over() != null || client.acked() == 1);
            return client.over() == null ? Status.OK : over(client);
        }
    }

    /** Every method that is served is either open or needs a token that may publish: a new one is closed from its first day. */
    @Test
    void everyMethod_exceptHealth_needsAToken() throws Exception {
        assertThat(door.server.methods())
                .containsExactly(
                        "grpc.health.v1.Health/Check",
                        "grpc.health.v1.Health/Watch",
                        "koopwatch.v1.SnapshotService/Publish");
        for (String method : door.server.methods()) {
            Status withoutToken = call(method, null);
            Status reading = call(method, "reader");
            if (method.startsWith("grpc.health.v1.Health/")) {
                assertThat(withoutToken.getCode()).as(method).isNotIn(Status.Code.UNAUTHENTICATED);
                assertThat(reading.getCode()).as(method).isNotIn(Status.Code.PERMISSION_DENIED);
            } else {
                assertThat(withoutToken.getCode()).as(method).isEqualTo(Status.Code.UNAUTHENTICATED);
                assertThat(reading.getCode()).as(method).isEqualTo(Status.Code.PERMISSION_DENIED);
            }
        }
    }

    /** A call with one empty message, whatever the method takes. */
    private Status call(String method, @Nullable String token) throws InterruptedException {
        ManagedChannel channel = with(token).channel("localhost:" + door.server.port());
        try {
            MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNKNOWN)
                    .setFullMethodName(method)
                    .setRequestMarshaller(new Raw())
                    .setResponseMarshaller(new Raw())
                    .build();
            ClientCalls.blockingServerStreamingCall(channel, descriptor, CallOptions.DEFAULT, new byte[0])
                    .next();
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        } finally {
            channel.shutdownNow();
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none", "''", "wrong", "publisherx", "reade", "Publisher", "sha256:publisher"})
    void failures_allHearTheSame_andNothingIsTaken(@Nullable String token) throws Exception {
        Status status = publish(token);
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(status.getDescription()).isEqualTo(TEXT);
        assertThat(door.producer.sent()).isEmpty();
        assertThat(door.refusals("missing") + door.refusals("malformed") + door.refusals("unknown"))
                .isEqualTo(1);
    }

    @Test
    void token_ofTenMegabytes_isRefusedByTheLimitOfHeaders() throws Exception {
        assertThat(publish("a".repeat(10 << 20)).getCode()).isNotEqualTo(Status.Code.OK);
        assertThat(door.producer.sent()).isEmpty();
        assertThat(publish("all").isOk()).isTrue();
    }

    @Test
    void caller_isKnownBeforeAMessageIsRead() throws Exception {
        try (TestClient client = door.client(with("wrong"))) {
            client.send(at(7).setStart(run(1)).build()); // out of sequence: whoever reads it complains of that
            assertThat(over(client).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
    }

    @Test
    void reader_mayNotPublish() throws Exception {
        assertThat(publish("reader").getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(door.producer.sent()).isEmpty();
        assertThat(door.refusals("forbidden")).isEqualTo(1);
    }

    @Test
    void publisher_mayPublishTheRunsOfItsPrefix_andNoOthers() throws Exception {
        assertThat(publish("publisher").isOk()).isTrue();
        assertThat(publish("all").isOk()).isTrue();
        assertThat(door.producer.sent()).hasSize(2);
        Status status = publish("other");
        assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(status.getDescription()).isEqualTo("not allowed to publish run 'r42'");
        assertThat(door.producer.sent()).hasSize(2);
        assertThat(door.refusals("forbidden")).isEqualTo(1);
    }

    @Test
    void publisher_mayNotChangeToAnotherRunInMidStream() throws Exception {
        try (TestClient client = door.client(with("publisher"))) {
            client.send(start(1, 1), at(2).setStart(run(1).setRun("r52")).build());
            assertThat(over(client).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
        assertThat(door.producer.sent()).extracting(FakeProducer.Sent::run).containsExactly("r42");
    }

    @Test
    void health_isOpen_whateverComesWithIt() {
        for (String token : List.of("", "wrong", "reader")) {
            ManagedChannel channel = with(token).channel("localhost:" + door.server.port());
            assertThat(HealthGrpc.newBlockingStub(channel)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus())
                    .isEqualTo(ServingStatus.NOT_SERVING);
            channel.shutdownNow();
        }
    }

    @Test
    void token_amongOtherHeaders_isNotLookedFor() {
        ManagedChannel channel = Access.OPEN.channel("localhost:" + door.server.port());
        Metadata elsewhere = new Metadata();
        elsewhere.put(Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER), "all");
        elsewhere.put(Metadata.Key.of("cookie", Metadata.ASCII_STRING_MARSHALLER), "koopwatch=all");
        elsewhere.put(Metadata.Key.of("x-authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer all");
        var stub = SnapshotServiceGrpc.newBlockingV2Stub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(elsewhere));
        assertThatThrownBy(() -> stub.publish().read()).hasMessageContaining("UNAUTHENTICATED");
        channel.shutdownNow();
    }

    @Test
    void tokenTakenOutOfTheFile_isDead_alsoForTheStreamThatIsOpen() throws Exception {
        try (TestClient client = door.client(with("publisher"));
                TestClient stays = door.client(with("all"))) {
            client.send(start(1, 1));
            stays.send(start(1, 1));
            await().until(() -> client.acked() == 1 && stays.acked() == 1);
            write("all publish *\nnew publish r4\n");
            await().until(() -> publish("publisher").getCode() == Status.Code.UNAUTHENTICATED);
            client.send(snapshot(2, 1, 1f));
            assertThat(over(client).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(publish("new").isOk()).isTrue();
            stays.send(snapshot(2, 1, 1f));
            await().until(() -> stays.acked() == 2);
        }
    }

    @Test
    void brokenFile_keepsWhatHeldBefore() throws Exception {
        write("all publish\n"); // a column too few
        write("all publish *\nmended publish *\n");
        await().until(() -> publish("mended").isOk());
        write("all nothing *\n");
        Thread.sleep(200); // ten looks
        assertThat(publish("mended").isOk()).isTrue();
        assertThat(publish("reader").getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    private void write(String tokens) throws IOException {
        Path partial = Files.writeString(directory.resolve("partial"), tokens);
        Files.move(partial, directory.resolve("tokens"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            return new byte[0];
        }
    }
}
