/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.koopwatch.v1.Reason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final IngestMetrics metrics = new IngestMetrics(registry);

    @Test
    void scrape_nothingHappened_everySeriesIsThereAtZero() {
        metrics.watch(new ByteBudget(1, Runnable::run));
        assertThat(samples())
                .containsExactlyInAnyOrder(
                        "koopwatch_ingest_events_dropped_total 0.0",
                        "koopwatch_ingest_in_flight_bytes 0.0",
                        "koopwatch_ingest_records_durable_total 0.0",
                        "koopwatch_ingest_records_failed_total 0.0",
                        "koopwatch_ingest_records_sent_total 0.0",
                        "koopwatch_ingest_slowed_total{limit=\"ahead\"} 0.0",
                        "koopwatch_ingest_slowed_total{limit=\"memory\"} 0.0",
                        "koopwatch_ingest_slowed_total{limit=\"rate\"} 0.0",
                        "koopwatch_ingest_slowed_total{limit=\"run_rate\"} 0.0",
                        "koopwatch_ingest_streams 0.0",
                        "koopwatch_ingest_streams_refused_total{limit=\"runs\"} 0.0",
                        "koopwatch_ingest_streams_refused_total{limit=\"streams\"} 0.0",
                        "koopwatch_snapshots_accepted_total{door=\"grpc\"} 0.0",
                        "koopwatch_snapshots_received_total{door=\"grpc\"} 0.0",
                        rejected("conflict"),
                        rejected("dimension"),
                        rejected("key"),
                        rejected("limit"),
                        rejected("malformed"),
                        rejected("not_finite"),
                        rejected("not_started"),
                        rejected("sequence"),
                        rejected("shard"),
                        rejected("too_large"),
                        rejected("unknown_observable"));
    }

    @Test
    void scrape_everyMetric_saysWhatItIs() {
        List<String> helps = registry.scrape()
                .lines()
                .filter(line -> line.startsWith("# HELP"))
                .toList();
        assertThat(helps).hasSize(10).allMatch(line -> line.matches("# HELP \\S+ [A-Z].{10,}"));
    }

    @Test
    void received_isAcceptedPlusRejected() {
        metrics.snapshots().accepted();
        metrics.snapshots().accepted();
        metrics.snapshots().rejected(Reason.REASON_SHARD);
        assertThat(samples())
                .contains(
                        "koopwatch_snapshots_received_total{door=\"grpc\"} 3.0",
                        "koopwatch_snapshots_accepted_total{door=\"grpc\"} 2.0",
                        "koopwatch_snapshots_rejected_total{door=\"grpc\",reason=\"shard\"} 1.0");
    }

    @Test
    void doors_bothInOneProcess_areTwoSeriesOfOneName() {
        new DoorMetrics(registry, "kafka").accepted();
        assertThat(samples())
                .contains(
                        "koopwatch_snapshots_received_total{door=\"grpc\"} 0.0",
                        "koopwatch_snapshots_received_total{door=\"kafka\"} 1.0");
    }

    @Test
    void rejected_withoutAReason_isAMistakeOfTheCaller() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metrics.snapshots().rejected(Reason.REASON_UNSPECIFIED));
        assertThat(samples()).contains("koopwatch_snapshots_received_total{door=\"grpc\"} 0.0");
    }

    private static String rejected(String reason) {
        return "koopwatch_snapshots_rejected_total{door=\"grpc\",reason=\"" + reason + "\"} 0.0";
    }

    private List<String> samples() {
        return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
    }
}
