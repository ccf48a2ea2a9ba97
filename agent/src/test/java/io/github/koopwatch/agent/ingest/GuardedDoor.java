/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.doors.CallerInterceptor;
import io.github.koopwatch.agent.doors.DoorSettings;
import io.github.koopwatch.agent.doors.Doors;
import io.github.koopwatch.contract.RecordValidator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;

/** A gRPC door with what stands at it, and a log in memory behind it. */
final class GuardedDoor implements AutoCloseable {
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final FakeProducer producer = FakeProducer.immediate();
    final IngestServer server;
    private final Doors doors;

    GuardedDoor(DoorSettings settings) throws IOException {
        doors = Doors.open(settings, Duration.ofMillis(20));
        SnapshotService service = new SnapshotService(
                new RecordValidator(start -> Optional.empty()),
                producer,
                new FakeFeed(),
                new IngestMetrics(registry),
                IngestLimits.defaults(),
                ForkJoinPool.commonPool());
        CallerInterceptor callers = new CallerInterceptor(doors.entrance("grpc", registry));
        server = IngestServer.start(new IngestServer.Options("127.0.0.1", 0, doors.tls(), List.of(callers)), service);
    }

    TestClient client(Access access) {
        return TestClient.over(access.channel("localhost:" + server.port()));
    }

    double refusals(String reason) {
        return registry.get("koopwatch.door.refusals")
                .tag("reason", reason)
                .counter()
                .count();
    }

    @Override
    public void close() {
        server.close(Duration.ofMillis(200));
        doors.close();
    }
}
