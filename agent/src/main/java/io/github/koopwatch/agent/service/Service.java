/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.Endpoints;
import io.github.koopwatch.agent.broker.EmbeddedBroker;
import io.github.koopwatch.agent.doors.DoorSettings;
import io.github.koopwatch.agent.doors.Doors;
import io.github.koopwatch.agent.http.Gate;
import io.github.koopwatch.agent.http.HttpServer;
import io.github.koopwatch.agent.http.Routes;
import io.github.koopwatch.agent.http.ServiceRoutes;
import io.github.koopwatch.agent.kafka.KafkaConnection;
import io.github.koopwatch.agent.kafka.TopicAdmin;
import io.github.koopwatch.agent.metrics.ServiceMetrics;
import io.github.koopwatch.streams.PipelineCounters;
import io.github.koopwatch.streams.StreamsWorker;
import io.github.koopwatch.streams.WorkerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running process: its roles in the order of the data's way. Starting returns at once; readiness comes later. */
public final class Service implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Service.class);
    /** The floor of the latency from snapshot to spectrum; each commit costs the broker a transaction. */
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);
    /** While input waits longer than this, or a thread or Kafka is not heard of for longer, the process is not ready. */
    private static final Duration MOST_SILENCE = Duration.ofSeconds(30);

    private static final Duration PULSE = Duration.ofSeconds(1);

    private final ServiceSettings settings;
    private final Duration silence;
    private final Function<MeterRegistry, PipelineCounters> counters;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, BooleanSupplier> conditions = new LinkedHashMap<>();
    private final Parts parts = new Parts();
    private volatile boolean closing;
    private Optional<StreamsWorker> worker = Optional.empty();
    private Optional<IngestRole> ingest = Optional.empty();
    private Endpoints endpoints = new Endpoints(Endpoints.NONE, Endpoints.NONE, Endpoints.NONE);

    private Service(ServiceSettings settings, Duration silence, Function<MeterRegistry, PipelineCounters> counters) {
        this.settings = settings;
        this.silence = silence;
        this.counters = counters;
    }

    /** Opens every door. Throws BadInput for what a user can mend; nothing stays open then. */
    public static Service start(ServiceSettings settings) {
        return start(settings, MOST_SILENCE, WorkerMetrics::new);
    }

    static Service start(
            ServiceSettings settings, Duration silence, Function<MeterRegistry, PipelineCounters> counters) {
        Service service = new Service(settings, silence, counters);
        try {
            service.open();
            return service;
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private void open() {
        Doors doors = parts.add(Doors.open(settings.doors()));
        directory();
        ServiceMetrics metrics = parts.add(new ServiceMetrics(registry));
        metrics.bindProcess();
        metrics.bindDisk(settings.data());
        String bootstrap =
                settings.has(Role.BROKER) ? broker() : settings.kafka().orElseThrow();
        KafkaConnection kafka = KafkaConnection.to(bootstrap, settings.kafkaProperties());
        try (TopicAdmin topics = TopicAdmin.open(kafka)) {
            topics.ensure(settings.topics(), settings.partitions(), (short) settings.replication());
            if (settings.has(Role.BROKER)) {
                topics.retain(settings.topics());
            }
        }
        conditions.put("kafka answers", parts.add(new KafkaWatch(kafka, silence, System::nanoTime))::answers);
        if (settings.has(Role.STREAMS)) {
            streams(kafka, metrics);
        }
        Routes routes = new Routes();
        Optional<UiRole> ui = settings.has(Role.UI)
                ? Optional.of(parts.add(new UiRole(kafka, settings, registry, metrics)))
                : Optional.empty();
        ui.ifPresent(role -> {
            conditions.put("read model caught up", role::ready);
            role.addTo(routes);
        });
        int grpc = settings.has(Role.INGEST) ? ingest(kafka, doors) : -1;
        conditions.forEach(metrics::readiness);
        new ServiceRoutes(
                        registry,
                        conditions,
                        own -> ui.map(role -> role.metrics(own)).orElse(MetricSnapshots::new))
                .addTo(routes);
        Gate gate = new Gate(doors.entrance("http", registry), Clock.systemUTC());
        HttpServer http = parts.add(new HttpServer(settings.bind(), settings.httpPort(), routes, doors.tls(), gate));
        http.start();
        ui.ifPresent(role -> role.start(settings.doors().scheme() + settings.bind() + ":" + http.port()));
        endpoints = new Endpoints(
                grpc < 0 ? Endpoints.NONE : settings.bind() + ":" + grpc,
                settings.bind() + ":" + http.port(),
                bootstrap,
                settings.doors().tls().map(DoorSettings.TlsFiles::certificates));
        publishEndpoints();
    }

    private void directory() {
        try {
            Files.createDirectories(settings.data());
        } catch (IOException e) {
            throw new BadInput(
                    "data: expected a directory that can be made, got " + settings.data() + " (" + e.getMessage() + ")",
                    e);
        }
    }

    private String broker() {
        return parts.add(EmbeddedBroker.start(settings.data(), settings.brokerBind(), settings.kafkaPort()))
                .bootstrap();
    }

    private void streams(KafkaConnection kafka, ServiceMetrics metrics) {
        StreamsWorker started = parts.add(new StreamsWorker(
                new WorkerSettings(
                        kafka.streams(),
                        settings.topics().prefix(),
                        InstanceId.in(settings.data()),
                        settings.data().resolve("streams"),
                        settings.threads(),
                        COMMIT_INTERVAL,
                        settings.replication()),
                settings.topics(),
                counters.apply(registry),
                settings.limits().run()));
        worker = Optional.of(started);
        metrics.processingLag(started::lag);
        LagWatch lag = new LagWatch(started::positions, silence, System::nanoTime);
        conditions.put("tasks restored", started::ready);
        conditions.put("threads at work", () -> started.atWork(silence));
        conditions.put("input not waiting", lag::keepsUp);
        started.start();
    }

    private int ingest(KafkaConnection kafka, Doors doors) {
        IngestRole role = parts.add(new IngestRole(kafka, settings, doors, registry));
        ingest = Optional.of(role);
        conditions.put("sender at work", role::atWork);
        return role.port();
    }

    private void publishEndpoints() {
        try {
            endpoints.write(settings.data());
        } catch (IOException e) {
            throw new BadInput("data: cannot write to " + settings.data() + " (" + e.getMessage() + ")", e);
        }
    }

    /** Where the process listens. */
    public Endpoints endpoints() {
        return endpoints;
    }

    /** True while every role can do its work. */
    public boolean ready() {
        return conditions.values().stream().allMatch(BooleanSupplier::getAsBoolean);
    }

    /** The conditions that do not hold, for a person who waits. */
    public String waitingFor() {
        return conditions.entrySet().stream()
                .filter(condition -> !condition.getValue().getAsBoolean())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    /** From now on tells the door's health checks whether the process is ready, as often as that may change. */
    public void serve() {
        ScheduledExecutorService pulse = Executors.newSingleThreadScheduledExecutor(Service::pulse);
        parts.add(pulse::shutdownNow);
        pulse.scheduleWithFixedDelay(this::tell, 0, PULSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell() {
        try {
            boolean ready = ready(); // asked in every role: a wait is seen by looking again
            ingest.ifPresent(role -> role.serve(ready));
        } catch (RuntimeException e) {
            logger.error("readiness cannot be told", e); // thrown, it would end the pulse
            ingest.ifPresent(role -> role.serve(false));
        }
    }

    private static Thread pulse(Runnable work) {
        Thread thread = new Thread(work, "pulse");
        thread.setDaemon(true);
        return thread;
    }

    /** True when the topology stopped on its own: the process has no more purpose. */
    public boolean failed() {
        return !closing && worker.map(StreamsWorker::stopped).orElse(false);
    }

    @Override
    public void close() {
        closing = true;
        parts.close();
    }
}
