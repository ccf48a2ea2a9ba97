/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import io.github.koopwatch.contract.RecordValidator;
import io.github.koopwatch.contract.SettingsRule;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;

/** A whole door on a free port of this machine, with the log and the events in the test's hands. */
final class TestDoor implements AutoCloseable {
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final FakeFeed feed = new FakeFeed();
    final FakeProducer producer;
    final IngestServer server;

    TestDoor(FakeProducer producer, IngestLimits limits) {
        this(producer, limits, start -> Optional.empty());
    }

    TestDoor(FakeProducer producer, IngestLimits limits, SettingsRule settings) {
        this(producer, limits, settings, new FakeTime());
    }

    /** @param time by which the rates go */
    TestDoor(FakeProducer producer, IngestLimits limits, FakeTime time) {
        this(producer, limits, start -> Optional.empty(), time);
    }

    private TestDoor(FakeProducer producer, IngestLimits limits, SettingsRule settings, FakeTime time) {
        this.producer = producer;
        SnapshotService service = new SnapshotService(
                new RecordValidator(settings),
                producer,
                feed,
                new IngestMetrics(registry),
                limits,
                ForkJoinPool.commonPool(),
                new Pacing(limits, time, time::nanos),
                time);
        try {
            server = IngestServer.start(IngestServer.Options.plain("127.0.0.1", 0), service);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    TestDoor(FakeProducer producer) {
        this(producer, new IngestLimits(4 << 20, 64 << 20, 4));
    }

    TestClient client() {
        return TestClient.connect(server);
    }

    /** The value of one series as Prometheus would read it. */
    double metric(String series) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected " + series + " in\n" + registry.scrape()));
    }

    @Override
    public void close() {
        server.close(Duration.ofMillis(200));
    }
}
