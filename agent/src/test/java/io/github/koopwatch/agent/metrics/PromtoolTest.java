/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.metrics;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.readmodel.Expiry;
import io.github.koopwatch.agent.readmodel.Limits;
import io.github.koopwatch.agent.readmodel.MovedClock;
import io.github.koopwatch.agent.readmodel.ReadModel;
import io.github.koopwatch.agent.readmodel.Samples;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Needs promtool on the path. */
@Tag("prometheus")
class PromtoolTest {
    @Test
    void checkMetrics_fullScrape_findsNothingToSay() throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(scrape().getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEmpty();
        assertThat(promtool.waitFor()).isZero();
    }

    private static String scrape() {
        ReadModel model =
                new ReadModel(new MovedClock(), Expiry.standard(), Limits.standard(), (r, i, s) -> {}, a -> {});
        model.goLive();
        model.run("a", Samples.live("a", 100, START), START);
        model.run("b", Samples.live("b", 100, START), START);
        model.spectrum(Samples.window("a", 0));
        model.distance(Samples.previous("a", 0.1));
        model.distance(Samples.pair("a", "b", 0.1));
        model.distance(Samples.arms("arm-a", "arm-b", 0.1, 0.5));
        model.event(Samples.alert("a", "Stall", 50, "firing"));
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.getPrometheusRegistry().register(new RunMetricsCollector(model::metrics, 150_000));
        try (ServiceMetrics service = new ServiceMetrics(registry)) {
            service.bindProcess();
            service.snapshotToSpectrum().accept(10);
            service.processingLag(() -> 0);
            service.malformedResults(() -> 0);
            service.readiness("tasks restored", () -> true);
            service.bindDisk(Path.of("."));
            return registry.scrape();
        }
    }
}
