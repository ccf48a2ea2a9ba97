/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.github.koopwatch.agent.fuzz.Mutations;
import io.github.koopwatch.agent.fuzz.Tally;
import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.streams.AnalysisRequests;
import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.Record;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A real gRPC door, and a client that is up to no good: the same calls for the same seed. */
public final class GrpcDoorStrain implements AutoCloseable {
    private static final int AT_ONCE = 64;
    private static final Metadata.Key<String> ODD = Metadata.Key.of("x-odd", Metadata.ASCII_STRING_MARSHALLER);
    private static final MethodDescriptor<byte[], byte[]> PUBLISH = SnapshotServiceGrpc.getPublishMethod().toBuilder(
                    new Raw(), new Raw())
            .build();
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final AtomicLong taken = new AtomicLong();
    private final IngestServer server;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Random random;
    private final Mutations messages;
    private final Tally tally;
    private final Semaphore room = new Semaphore(AT_ONCE);

    public GrpcDoorStrain(long seed, Tally tally) throws IOException {
        this.random = new Random(seed);
        this.messages = new Mutations(seed, corpus());
        this.tally = tally;
        SnapshotService service = new SnapshotService(
                new RecordValidator(AnalysisRequests::objection),
                producer(),
                new FakeFeed(),
                new IngestMetrics(new SimpleMeterRegistry()),
                IngestLimits.defaults(),
                ForkJoinPool.commonPool());
        server = IngestServer.start(IngestServer.Options.plain("127.0.0.1", 0), service);
        for (int i = 0; i < 4; i++) {
            channels.add(NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build());
        }
    }

    private SnapshotProducer producer() {
        return new SnapshotProducer() {
            @Override
            public void send(String run, Record record, Delivery delivery) {
                taken.incrementAndGet();
                delivery.durable();
            }

            @Override
            public void close() {}
        };
    }

    private static List<byte[]> corpus() {
        List<byte[]> corpus = new ArrayList<>();
        OddData.scenes()
                .flatMap(scene -> scene.messages.stream())
                .filter(m -> m.getSerializedSize() < 4096)
                .limit(400)
                .forEach(m -> corpus.add(Scene.request(m, 2).toByteArray()));
        ByteString groups = ByteString.copyFrom(new byte[2000]);
        corpus.add(PublishRequest.newBuilder()
                .setSequence(2)
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                9,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(groups)
                                        .build())
                        .build())
                .build()
                .toByteArray());
        byte[] nested = new byte[3000];
        java.util.Arrays.fill(nested, (byte) 0x53); // start of group 10, again and again
        corpus.add(nested);
        return corpus;
    }

    /** Snapshots and all else that the door took as good. */
    public long taken() {
        return taken.get();
    }

    /** Makes one hostile call; returns before its end. */
    public void call(long number) throws InterruptedException {
        int kind = random.nextInt(1000);
        if (kind < 20) {
            raw();
        } else {
            room.acquire();
            start(number, kind);
        }
    }

    /** Waits for the ends of all calls. */
    public void await() throws InterruptedException {
        if (!room.tryAcquire(AT_ONCE, 2, TimeUnit.MINUTES)) {
            throw new AssertionError(
                    "expected every call to end, " + room.availablePermits() + " of " + AT_ONCE + " places are free");
        }
        room.release(AT_ONCE);
    }

    private void start(long number, int kind) {
        boolean bomb = kind == 999;
        CallOptions options =
                bomb || random.nextInt(20) == 0 ? CallOptions.DEFAULT.withCompression("gzip") : CallOptions.DEFAULT;
        ClientCall<byte[], byte[]> call = channels.get((int) (number % channels.size()))
                .newCall(kind < 40 ? elsewhere(kind) : PUBLISH, options.withDeadlineAfter(1, TimeUnit.MINUTES));
        Metadata headers = new Metadata();
        if (kind >= 40 && kind < 50) {
            headers.put(ODD, "x".repeat(random.nextInt(20_000)));
        }
        call.start(new Listener(), headers);
        call.request(1000);
        if (random.nextInt(4) > 0) {
            call.sendMessage(start(random.nextInt(50)));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            call.sendMessage(messages.next());
        }
        if (bomb) {
            call.sendMessage(new byte[64 << 20]);
        }
        if (kind >= 50 && kind < 100) {
            call.cancel("reset", null);
        } else {
            call.halfClose();
        }
    }

    private static byte[] start(int run) {
        return PublishRequest.newBuilder()
                .setSequence(1)
                .setIncarnation(Scene.BORN)
                .setStart(Scene.run(2).setRun("run-" + run))
                .build()
                .toByteArray();
    }

    private static MethodDescriptor<byte[], byte[]> elsewhere(int kind) {
        String name = kind % 2 == 0 ? "koopwatch.v1.SnapshotService/Drop" : "grpc.reflection.v1.ServerReflection/All";
        return PUBLISH.toBuilder().setFullMethodName(name).build();
    }

    /** Bytes that are no call, on a connection of their own. */
    private void raw() {
        byte[] bytes = rawBytes();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(300);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            read(socket.getInputStream(), said);
            tally.count("raw bytes", said.toString(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            tally.count("raw bytes, cut off", "");
        }
    }

    private static void read(InputStream in, ByteArrayOutputStream said) throws IOException {
        try {
            byte[] chunk = new byte[4096];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                said.write(chunk, 0, n);
            }
        } catch (java.net.SocketTimeoutException e) {
            // it waits for more: good enough
        }
    }

    private byte[] rawBytes() {
        byte[] garbage = new byte[random.nextInt(400)];
        random.nextBytes(garbage);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (random.nextInt(5)) {
            case 0 -> out.writeBytes("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            case 1 -> {}
            case 2 -> out.writeBytes(PREFACE);
            case 3 -> {
                out.writeBytes(PREFACE);
                frame(out, 4, 0, new byte[0]);
                frame(out, 1, 5, Hpack.request("text/html"));
            }
            default -> {
                out.writeBytes(PREFACE);
                frame(out, 4, 0, new byte[0]);
                for (int i = 0; i < 50; i++) {
                    headersAndReset(out, 2 * i + 1);
                }
            }
        }
        out.writeBytes(garbage);
        return out.toByteArray();
    }

    /** HTTP/2 rapid reset: a stream is opened and given up at once. */
    private static void headersAndReset(ByteArrayOutputStream out, int stream) {
        byte[] headers = Hpack.request("application/grpc");
        frame(out, 1, 4, headers, stream);
        frame(out, 3, 0, new byte[] {0, 0, 0, 8}, stream);
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, byte[] payload) {
        frame(out, type, flags, payload, type == 4 ? 0 : 1);
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, byte[] payload, int stream) {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.write(stream >> 24);
        out.write(stream >> 16);
        out.write(stream >> 8);
        out.write(stream);
        out.writeBytes(payload);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close(Duration.ofSeconds(1));
    }

    private final class Listener extends ClientCall.Listener<byte[]> {
        @Override
        public void onClose(Status status, Metadata trailers) {
            // What the client's own library says of a connection that was closed is not the door's word.
            boolean own = status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.CANCELLED;
            String said = own ? "" : String.valueOf(status.getDescription());
            tally.count("grpc " + status.getCode(), said + trailers);
            room.release();
        }
    }

    /** Header lists without compression, RFC 7541 6.2.2: a literal that is not indexed, name and value as they are. */
    private static final class Hpack {
        static byte[] request(String contentType) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            literal(out, ":method", "POST");
            literal(out, ":scheme", "http");
            literal(out, ":path", "/koopwatch.v1.SnapshotService/Publish");
            literal(out, ":authority", "x");
            literal(out, "content-type", contentType);
            literal(out, "te", "trailers");
            return out.toByteArray();
        }

        private static void literal(ByteArrayOutputStream out, String name, String value) {
            out.write(0);
            text(out, name);
            text(out, value);
        }

        private static void text(ByteArrayOutputStream out, String text) {
            out.write(text.length());
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(@Nullable InputStream stream) {
            try {
                return stream == null ? new byte[0] : stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
