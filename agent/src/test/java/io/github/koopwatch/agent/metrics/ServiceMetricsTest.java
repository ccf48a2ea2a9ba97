/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServiceMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ServiceMetrics service = new ServiceMetrics(registry);

    @Test
    void snapshotToSpectrum_isAHistogramInSeconds() {
        service.snapshotToSpectrum().accept(300);
        assertThat(registry.scrape())
                .contains("koopwatch_snapshot_to_spectrum_seconds_bucket{le=\"0.25\"} 0")
                .contains("koopwatch_snapshot_to_spectrum_seconds_bucket{le=\"0.5\"} 1")
                .contains("koopwatch_snapshot_to_spectrum_seconds_count 1");
    }

    @Test
    void suppliers_areAskedAtEachScrape() {
        AtomicLong lag = new AtomicLong(3);
        service.processingLag(lag::get);
        service.malformedResults(() -> 2);
        assertThat(registry.scrape())
                .contains("koopwatch_processing_lag_records 3.0")
                .contains("koopwatch_results_malformed_total 2.0");
        lag.set(0);
        assertThat(registry.scrape()).contains("koopwatch_processing_lag_records 0.0");
    }

    @Test
    void process_isMeasured() {
        service.bindProcess();
        assertThat(registry.scrape()).contains("jvm_memory_used_bytes").contains("process_uptime_seconds");
        service.close();
    }

    @Test
    void readiness_hasASeriesForEachCondition_askedAtEachScrape() {
        AtomicBoolean holds = new AtomicBoolean();
        service.readiness("tasks restored", holds::get);
        assertThat(registry.scrape()).contains("koopwatch_ready{condition=\"tasks_restored\"} 0.0");
        holds.set(true);
        assertThat(registry.scrape()).contains("koopwatch_ready{condition=\"tasks_restored\"} 1.0");
    }

    @Test
    void versionAndFreeSpace_areShown() {
        service.bindProcess();
        service.bindDisk(Path.of("."));
        assertThat(registry.scrape())
                .containsPattern("koopwatch_build_info\\{version=\"[^\"]+\"} 1")
                .containsPattern("disk_free_bytes\\{path=\"[^\"]+\"} \\d");
        service.close();
    }
}
