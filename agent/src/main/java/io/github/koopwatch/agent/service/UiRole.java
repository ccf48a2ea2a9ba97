/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import io.github.koopwatch.agent.Links;
import io.github.koopwatch.agent.http.ApiRoutes;
import io.github.koopwatch.agent.http.LiveStream;
import io.github.koopwatch.agent.http.MarksEndpoint;
import io.github.koopwatch.agent.http.Routes;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.metrics.RunMetricsCollector;
import io.github.koopwatch.agent.metrics.ServiceMetrics;
import io.github.koopwatch.agent.notify.EventLog;
import io.github.koopwatch.agent.notify.Notifications;
import io.github.koopwatch.agent.notify.NotifySettings;
import io.github.koopwatch.agent.readmodel.Expiry;
import io.github.koopwatch.agent.readmodel.Limits;
import io.github.koopwatch.agent.readmodel.OwnRuns;
import io.github.koopwatch.agent.readmodel.ReadModel;
import io.github.koopwatch.agent.readmodel.RunView;
import io.github.koopwatch.agent.readmodel.TopicHistory;
import io.github.koopwatch.agent.readmodel.TopicReader;
import io.github.koopwatch.contract.Topics;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.v1.Expire;
import io.github.koopwatch.v1.Record;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The read model with what shows it: metrics of runs, API, live page. */
final class UiRole implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(UiRole.class);
    private static final String PAGE = "web";

    private static final Duration MARK_LIMIT = Duration.ofSeconds(10);

    private final Parts parts = new Parts();
    private final KafkaConnection kafka;
    private final Topics topics;
    private final NotifySettings notifying;
    private final Path data;
    private final int shownSeries;
    private final PrometheusMeterRegistry registry;
    private final InstantSource clock = Clock.systemUTC();
    private final KafkaProducer<String, byte[]> producer;
    private final ReadModel model;
    private final TopicReader reader;
    private final ApiRoutes api;
    private Optional<Notifications> notifications = Optional.empty();

    UiRole(KafkaConnection kafka, ServiceSettings settings, PrometheusMeterRegistry registry, ServiceMetrics metrics) {
        this.kafka = kafka;
        this.topics = settings.topics();
        this.notifying = settings.notifying();
        this.data = settings.data();
        this.shownSeries = settings.limits().series();
        this.registry = registry;
        producer = parts.add(kafka.openProducer());
        model = new ReadModel(
                clock, Expiry.standard(), Limits.ofRuns(settings.limits().knownRuns()), this::expire, this::raise);
        Supplier<KafkaConsumer<byte[], byte[]>> consumers = () -> new KafkaConsumer<>(consumer(kafka));
        reader = parts.add(new TopicReader(consumers, topics, model, metrics.snapshotToSpectrum(), clock));
        metrics.malformedResults(reader::malformed);
        LiveStream stream = parts.add(new LiveStream(clock));
        model.listen(stream);
        model.listen(new EventLog());
        stream.start();
        registry.getPrometheusRegistry().register(new RunMetricsCollector(model::metrics, shownSeries));
        api = new ApiRoutes(
                model,
                new TopicHistory(consumers, topics.spectra(), clock),
                stream,
                new MarksEndpoint(model, this::write, notifying.page(), registry),
                links(""));
    }

    /** Begins to read and to tell; {@code address} is where this process serves the page. */
    void start(String address) {
        notifications = Optional.of(parts.add(Notifications.start(
                notifying,
                links(address),
                topics,
                kafka.consumer(),
                InstanceId.in(data),
                model::firing,
                clock,
                registry)));
        reader.start();
    }

    private Links links(String ownPage) {
        Links own = Links.to(notifying.page().map(UiRole::base).orElse(ownPage));
        return notifying
                .runbooks()
                .map(runbooks -> new Links(own.page(), base(runbooks)))
                .orElse(own);
    }

    private static String base(URI uri) {
        return uri.toString().replaceFirst("/+$", "");
    }

    private void raise(ChangeEvent alarm) {
        notifications.ifPresent(all -> all.raise(alarm));
    }

    void addTo(Routes routes) {
        api.addTo(routes, PAGE);
    }

    /** Metrics of the runs that somebody may see. */
    MultiCollector metrics(Predicate<String> own) {
        RunView view = new OwnRuns(model, own);
        return new RunMetricsCollector(view::metrics, shownSeries);
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
        producer.send(toKafka(run, record), (metadata, failure) -> {
            if (failure != null) {
                logger.warn("run {} could not be expired, tried again later", run, failure);
            }
        });
    }

    private void write(String run, Record mark) throws IOException {
        try {
            producer.send(toKafka(run, mark)).get(MARK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new IOException("Kafka did not take the mark", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private ProducerRecord<String, byte[]> toKafka(String run, Record record) {
        return new ProducerRecord<>(topics.snapshots(), run, record.toByteArray());
    }

    @Override
    public void close() {
        parts.close();
    }
}
