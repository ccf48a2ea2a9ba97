/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.contract.result.Json;
import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/** What every role answers: whether it lives, whether it is ready, and its metrics. */
public final class ServiceRoutes {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final Map<String, BooleanSupplier> conditions;
    private final Function<Predicate<String>, MultiCollector> ofRuns;

    /** Of a role that has no metrics of runs. */
    public ServiceRoutes(PrometheusMeterRegistry registry, Map<String, BooleanSupplier> conditions) {
        this(registry, conditions, own -> MetricSnapshots::new);
    }

    /**
     * @param conditions what has to hold for the process to be ready, by name, shown in this order
     * @param ofRuns metrics of the runs that somebody may see
     */
    public ServiceRoutes(
            PrometheusMeterRegistry registry,
            Map<String, BooleanSupplier> conditions,
            Function<Predicate<String>, MultiCollector> ofRuns) {
        this.registry = registry;
        this.conditions = new LinkedHashMap<>(conditions);
        this.ofRuns = ofRuns;
    }

    public void addTo(Routes routes) {
        routes.open("/healthz", ask -> Answer.json(Map.of("status", "up")).with("Cache-Control", "no-store"));
        routes.open("/readyz", ask -> ready());
        routes.add("/metrics", this::metrics);
    }

    private Answer ready() {
        Map<String, Boolean> holds = new LinkedHashMap<>();
        conditions.forEach((name, condition) -> holds.put(name, condition.getAsBoolean()));
        boolean ready = !holds.containsValue(false);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ready", ready);
        body.put("conditions", holds);
        return Answer.document(ready ? 200 : 503, "application/json", Json.write(body))
                .with("Cache-Control", "no-store");
    }

    /** Who may see some runs only sees no metrics but theirs: those of the service are about all. */
    private Answer metrics(Ask ask) {
        boolean open = ask.header("accept").orElse("").contains(OPEN_METRICS);
        String type = open ? OPEN_METRICS_TYPE : TEXT_TYPE;
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        try {
            if (ask.caller().seesAll()) {
                registry.scrape(out, type);
            } else {
                scrape(ofRuns.apply(ask.caller()::sees), out, type);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Answer.document(200, type, out.toByteArray()).with("Cache-Control", "no-store");
    }

    private static void scrape(MultiCollector collector, ByteArrayOutputStream out, String type) throws IOException {
        PrometheusRegistry alone = new PrometheusRegistry();
        alone.register(collector);
        PrometheusMeterRegistry shown = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, alone, Clock.SYSTEM);
        shown.scrape(out, type);
        shown.close();
    }
}
