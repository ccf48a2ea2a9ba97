/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static io.github.koopwatch.agent.ingest.Requests.snapshot;
import static io.github.koopwatch.agent.ingest.Requests.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.koopwatch.v1.PublishRequest;
import io.github.koopwatch.v1.PublishResponse;
import io.github.koopwatch.v1.SnapshotServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A thousand clients that hold on and say nothing, or a byte now and then: an honest one is served. */
class IdleClientsTest {
    private static final int MANY = 1000;

    @Test
    void idleConnectionsAndStreams_anHonestClientGoesOn_andNothingIsHeldForThem() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (TestDoor door = new TestDoor(FakeProducer.immediate())) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", door.server.port())
                    .usePlaintext()
                    .build();
            try (TestClient honest = door.client()) {
                for (int i = 0; i < MANY; i++) {
                    Socket socket = new Socket("127.0.0.1", door.server.port());
                    socket.getOutputStream().write('P'); // the first byte of what a client begins with
                    sockets.add(socket);
                }
                List<StreamObserver<PublishRequest>> idle = new ArrayList<>();
                for (int i = 0; i < MANY; i++) {
                    idle.add(SnapshotServiceGrpc.newStub(channel).publish(new Silent()));
                }
                await().until(() -> door.metric("koopwatch_ingest_streams") == MANY + 1);
                honest.send(start(1, 1));
                for (int i = 2; i <= 500; i++) {
                    honest.send(snapshot(i, i, 1));
                }
                await().until(() -> honest.acked() == 500);
                assertThat(door.metric("koopwatch_ingest_in_flight_bytes")).isZero();
                assertThat(idle).hasSize(MANY);
            } finally {
                channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
            }
            await().until(() -> door.metric("koopwatch_ingest_streams") == 0);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static final class Silent implements StreamObserver<PublishResponse> {
        @Override
        public void onNext(PublishResponse response) {}

        @Override
        public void onError(Throwable t) {}

        @Override
        public void onCompleted() {}
    }
}
