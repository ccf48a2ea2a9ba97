/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import io.github.koopwatch.agent.http.ApiRoutes;
import io.github.koopwatch.agent.http.LiveStream;
import io.github.koopwatch.agent.http.Routes;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.metrics.RunMetricsCollector;
import io.github.koopwatch.agent.metrics.ServiceMetrics;
import io.github.koopwatch.agent.readmodel.Expiry;
import io.github.koopwatch.agent.readmodel.Limits;
import io.github.koopwatch.agent.readmodel.ReadModel;
import io.github.koopwatch.agent.readmodel.TopicHistory;
import io.github.koopwatch.agent.readmodel.TopicReader;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.v1.Expire;
import io.github.koopwatch.v1.Record;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The read model with what shows it: metrics of runs, API, live page. */
final class UiRole implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(UiRole.class);
    private static final String PAGE = "web";

    private final Parts parts = new Parts();
    private final Topics topics;
    private final KafkaProducer<String, byte[]> expiries;
    private final TopicReader reader;
    private final ApiRoutes api;

    UiRole(KafkaConnection kafka, Topics topics, PrometheusMeterRegistry registry, ServiceMetrics metrics) {
        this.topics = topics;
        InstantSource clock = Clock.systemUTC();
        expiries = parts.add(kafka.openProducer());
        ReadModel model = new ReadModel(
                clock,
                Expiry.standard(),
                Limits.standard(),
                this::expire,
                event -> logger.info("{}: {}", event.id(), event.message()));
        Supplier<KafkaConsumer<byte[], byte[]>> consumers = () -> new KafkaConsumer<>(consumer(kafka));
        reader = parts.add(new TopicReader(consumers, topics, model, metrics.snapshotToSpectrum(), clock));
        metrics.malformedResults(reader::malformed);
        LiveStream stream = parts.add(new LiveStream(clock));
        model.listen(stream);
        stream.start();
        registry.getPrometheusRegistry().register(new RunMetricsCollector(model::metrics));
        api = new ApiRoutes(model, new TopicHistory(consumers, topics.spectra(), clock), stream);
        reader.start();
    }

    void addTo(Routes routes) {
        api.addTo(routes, PAGE);
    }

    boolean ready() {
        return reader.caughtUp() && reader.problem().isEmpty();
    }

    private static Map<String, Object> consumer(KafkaConnection kafka) {
        Map<String, Object> settings = new HashMap<>(kafka.consumer());
        settings.putAll(TopicReader.consumerConfig(kafka.bootstrap()));
        return settings;
    }

    private void expire(String run, long incarnation, long lastStep) {
        Record record = Record.newBuilder()
                .setIncarnation(incarnation)
                .setExpire(Expire.newBuilder().setLastStep(lastStep))
                .build();
        expiries.send(new ProducerRecord<>(topics.snapshots(), run, record.toByteArray()), (metadata, failure) -> {
            if (failure != null) {
                logger.warn("run {} could not be expired, tried again later", run, failure);
            }
        });
    }

    @Override
    public void close() {
        parts.close();
    }
}
