/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import com.sun.management.ThreadMXBean;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A message that is small on the wire and would be vast in memory. */
class BombTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long VAST = 256L << 20;

    /** A thousand to one; what the door's threads allocate for it stays near the limit of one message. */
    @Test
    void gzipOfZeros_isRefusedBeforeItIsUnpacked() throws Exception {
        TestDoor door = new TestDoor(FakeProducer.immediate());
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", door.server.port())
                .usePlaintext()
                .build();
        try {
            send(channel, 1024); // the door's threads are there
            long before = allocated();
            Status over = send(channel, VAST);
            long allocated = allocated() - before;
            assertThat(over.getCode()).as("%s", over).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(allocated).as("bytes for %s", VAST).isLessThan(4L * IngestServer.LARGEST_MESSAGE);
        } finally {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
            door.close();
        }
    }

    private static long allocated() {
        return LongStream.of(THREADS.getAllThreadIds())
                .filter(id -> THREADS.getThreadInfo(id) != null
                        && THREADS.getThreadInfo(id).getThreadName().startsWith("koopwatch-grpc"))
                .map(THREADS::getThreadAllocatedBytes)
                .sum();
    }

    private static Status send(ManagedChannel channel, long zeros) throws Exception {
        MethodDescriptor<Long, byte[]> method = SnapshotServiceGrpc.getPublishMethod().toBuilder(
                        new Zeros(), new Ignored())
                .build();
        CompletableFuture<Status> over = new CompletableFuture<>();
        ClientCall<Long, byte[]> call = channel.newCall(method, CallOptions.DEFAULT.withCompression("gzip"));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        over.complete(status);
                    }
                },
                new Metadata());
        call.request(10);
        call.sendMessage(zeros);
        call.halfClose();
        return over.get(2, TimeUnit.MINUTES);
    }

    /** A field of so many zeros, which are never in memory at once. */
    private static final class Zeros implements MethodDescriptor.Marshaller<Long> {
        @Override
        public InputStream stream(Long count) {
            ByteString.Output head = ByteString.newOutput();
            try {
                CodedOutputStream out = CodedOutputStream.newInstance(head);
                out.writeTag(15, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt64NoTag(count);
                out.flush();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return new SequenceInputStream(head.toByteString().newInput(), zeros(count));
        }

        private static InputStream zeros(long count) {
            return new InputStream() {
                private long left = count;

                @Override
                public int read() {
                    return left-- > 0 ? 0 : -1;
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                    int read = (int) Math.min(left, length);
                    java.util.Arrays.fill(into, offset, offset + read, (byte) 0);
                    left -= read;
                    return read == 0 ? -1 : read;
                }
            };
        }

        @Override
        public Long parse(InputStream stream) {
            return 0L;
        }
    }

    private static final class Ignored implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return InputStream.nullInputStream();
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
