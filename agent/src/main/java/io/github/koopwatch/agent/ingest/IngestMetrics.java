/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The gRPC door's numbers: {@link DoorMetrics} with {@code door="grpc"}, and
 *
 * <pre>
 * koopwatch_ingest_records_sent_total = koopwatch_ingest_records_durable_total + koopwatch_ingest_records_failed_total + in flight
 * </pre>
 *
 * where a record is anything on its way to the snapshots topic. Alert when failed grows: Kafka does not take what clients
 * send; they keep it and send it again. {@code koopwatch_ingest_in_flight_bytes} at its limit means that the door has
 * stopped reading; {@code koopwatch_ingest_slowed_total} by which limit. Alert when {@code koopwatch_ingest_streams_refused_total}
 * grows: clients wait, as they are told to.
 */
public final class IngestMetrics {
    private final MeterRegistry registry;
    private final DoorMetrics snapshots;
    private final Counter sent;
    private final Counter durable;
    private final Counter failed;
    private final Counter eventsDropped;
    private final Map<Slowed, Counter> slowed = new EnumMap<>(Slowed.class);
    private final AtomicLong streams = new AtomicLong();

    public IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
        snapshots = new DoorMetrics(registry, "grpc");
        sent = counter("records.sent", "Records handed to the snapshots topic's producer");
        durable = counter("records.durable", "Records that the snapshots topic acknowledged");
        failed = counter(
                "records.failed", "Records that the snapshots topic did not acknowledge; clients send them again");
        eventsDropped = counter("events.dropped", "Events not passed on because their client did not read");
        Arrays.stream(Slowed.values()).forEach(why -> slowed.put(why, slowed(registry, why)));
        List.of("streams", "runs").forEach(limit -> refusedStreams(registry, limit));
        Gauge.builder("koopwatch.ingest.streams", streams, AtomicLong::get)
                .description("Open Publish streams")
                .register(registry);
    }

    DoorMetrics snapshots() {
        return snapshots;
    }

    void sent() {
        sent.increment();
    }

    void durable() {
        durable.increment();
    }

    void failed() {
        failed.increment();
    }

    void slowed(Slowed why) {
        Objects.requireNonNull(slowed.get(why)).increment();
    }

    void refusedStream(String limit) {
        registry.counter("koopwatch.ingest.streams.refused", "limit", limit).increment();
    }

    void eventsDropped(int count) {
        eventsDropped.increment(count);
    }

    void streamOpened() {
        streams.incrementAndGet();
    }

    void streamClosed() {
        streams.decrementAndGet();
    }

    void watch(ByteBudget budget) {
        Gauge.builder("koopwatch.ingest.in.flight", budget, ByteBudget::taken)
                .baseUnit("bytes")
                .description("Bytes read from clients and not yet in the snapshots topic")
                .register(registry);
    }

    private static Counter slowed(MeterRegistry registry, Slowed why) {
        return Counter.builder("koopwatch.ingest.slowed")
                .description("Times that a stream was not read for a while, by the limit that it had come to")
                .tag("limit", why.label())
                .register(registry);
    }

    private static void refusedStreams(MeterRegistry registry, String limit) {
        Counter.builder("koopwatch.ingest.streams.refused")
                .description("Streams that were refused because too many streams or runs were open")
                .tag("limit", limit)
                .register(registry);
    }

    private Counter counter(String what, String help) {
        return Counter.builder("koopwatch.ingest." + what).description(help).register(registry);
    }
}
