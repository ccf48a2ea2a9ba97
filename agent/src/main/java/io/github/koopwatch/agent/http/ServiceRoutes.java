/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import io.github.koopwatch.contract.result.Json;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What every role answers: whether it lives, whether it is ready, and its metrics. */
public final class ServiceRoutes {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final Map<String, BooleanSupplier> conditions;

    /** @param conditions what has to hold for the process to be ready, by name, shown in this order */
    public ServiceRoutes(PrometheusMeterRegistry registry, Map<String, BooleanSupplier> conditions) {
        this.registry = registry;
        this.conditions = new LinkedHashMap<>(conditions);
    }

    public void addTo(Routes routes) {
        routes.add("/healthz", ask -> Answer.json(Map.of("status", "up")).with("Cache-Control", "no-store"));
        routes.add("/readyz", ask -> ready());
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

    private Answer metrics(Ask ask) {
        boolean open = ask.header("accept").orElse("").contains(OPEN_METRICS);
        String type = open ? OPEN_METRICS_TYPE : TEXT_TYPE;
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        try {
            registry.scrape(out, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Answer.document(200, type, out.toByteArray()).with("Cache-Control", "no-store");
    }
}
