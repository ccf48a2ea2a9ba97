/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An alarm of a live run travels: metric, rule, Prometheus, Alertmanager, webhook; and past Prometheus. */
@Tag("prometheus")
class RuleDeliveryTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private static Receiver.Alert heard(String alertname, String run) {
        List<Receiver.Alert> all = await(alertname + " of " + run)
                .atMost(LIMIT)
                .until(
                        () -> Stack.shared().receiver().alerts().stream()
                                .filter(a -> a.label("alertname").equals(alertname)
                                        && a.label("run").equals(run))
                                .toList(),
                        found -> !found.isEmpty());
        return all.get(0);
    }

    @Test
    void regimeShift_reachesTheTeam_withGroupArmAndLinks() {
        Receiver.Alert alert = heard("KoopwatchRunAlarm", SimulatedRuns.JUMPED);
        assertThat(alert.receiver()).isEqualTo("team");
        assertThat(alert.label("kind")).isEqualTo("RegimeShift");
        assertThat(alert.label("severity")).isEqualTo("warning");
        assertThat(alert.label("group")).isEqualTo(SimulatedRuns.GROUP);
        assertThat(alert.label("arm")).isEqualTo("quick");
        assertThat(alert.annotation("description")).contains("RegimeShift of run " + SimulatedRuns.JUMPED);
        assertThat(alert.annotation("runbook_url")).endsWith("/docs/runbooks/RegimeShift.md");
        assertThat(alert.annotation("dashboard_url")).endsWith("var-run=" + SimulatedRuns.JUMPED);
    }

    @Test
    void valueThatIsNotFinite_isCritical_andReachesWhoIsOnCall() {
        Receiver.Alert alert = heard("KoopwatchRunCritical", SimulatedRuns.BROKEN);
        assertThat(alert.receiver()).isEqualTo("on-call");
        assertThat(alert.label("kind")).isEqualTo("NonFinite");
    }

    @Test
    void refusedSnapshot_isToldOfTheServiceToo() {
        Receiver.Alert alert = heard("KoopwatchSnapshotsRejected", "");
        assertThat(alert.label("reason")).isEqualTo("not_finite");
        assertThat(alert.label("door")).isEqualTo("grpc");
    }

    /** Past Prometheus: Koopwatch tells Alertmanager itself, with what a metric has no room for. */
    @Test
    void alarmThatKoopwatchPushesItself_reachesTheWebhook_withCauseAndEvidence() {
        Receiver.Alert alert = heard("KoopwatchRegimeShift", SimulatedRuns.JUMPED);
        assertThat(alert.label("group")).isEqualTo(SimulatedRuns.GROUP);
        assertThat(alert.label("cause")).isNotEmpty();
        assertThat(alert.annotation("evidence_url")).contains("/api/v1/events/evidence?id=");
    }
}
