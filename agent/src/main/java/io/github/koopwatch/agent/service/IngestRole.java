/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.doors.CallerInterceptor;
import io.github.koopwatch.agent.doors.Doors;
import io.github.koopwatch.agent.ingest.IngestMetrics;
import io.github.koopwatch.agent.ingest.IngestServer;
import io.github.koopwatch.agent.ingest.KafkaEventFeed;
import io.github.koopwatch.agent.ingest.KafkaProgress;
import io.github.koopwatch.agent.ingest.KafkaSnapshotProducer;
import io.github.koopwatch.agent.ingest.SnapshotService;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.contract.RecordValidator;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The gRPC door with its producer and its feed of events. */
final class IngestRole implements AutoCloseable {
    private final Parts parts = new Parts();
    private final KafkaSnapshotProducer producer;
    private final IngestServer server;

    IngestRole(KafkaConnection kafka, ServiceSettings settings, Doors doors, MeterRegistry registry) {
        producer = parts.add(KafkaSnapshotProducer.open(settings.topics(), kafka.producer()));
        KafkaEventFeed feed = parts.add(KafkaEventFeed.open(settings.topics(), kafka.consumer()));
        ExecutorService wakers = Executors.newFixedThreadPool(2, IngestRole::thread);
        parts.add(wakers::shutdownNow);
        SnapshotService service = new SnapshotService(
                new RecordValidator(settings.limits().run()),
                producer,
                feed,
                new IngestMetrics(registry),
                settings.limits().door(),
                wakers,
                parts.add(KafkaProgress.open(settings.topics(), kafka.admin())));
        try {
            server = parts.add(IngestServer.start(options(settings, doors, registry), service));
        } catch (IOException e) {
            parts.close();
            throw new BadInput(
                    "grpc port: cannot listen on " + settings.bind() + ":" + settings.grpcPort() + " (" + e.getMessage()
                            + "); expected a free port, or 0 to have one chosen",
                    e);
        }
    }

    private static IngestServer.Options options(ServiceSettings settings, Doors doors, MeterRegistry registry) {
        CallerInterceptor callers = new CallerInterceptor(doors.entrance("grpc", registry));
        return new IngestServer.Options(settings.bind(), settings.grpcPort(), doors.tls(), List.of(callers));
    }

    int port() {
        return server.port();
    }

    /** What health checks are told. */
    void serve(boolean ready) {
        server.ready(ready);
    }

    /** False when nothing would be written any more. */
    boolean atWork() {
        return producer.atWork();
    }

    @Override
    public void close() {
        parts.close();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "ingest-waker");
        thread.setDaemon(true);
        return thread;
    }
}
