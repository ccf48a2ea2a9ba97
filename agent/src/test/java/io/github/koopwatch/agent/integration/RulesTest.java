/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules as promtool and amtool see them; needs both on the path. */
@Tag("prometheus")
class RulesTest {
    private static void succeeds(String directory, String... command) {
        Programs.Outcome outcome = Programs.run(Repository.path(directory), List.of(command));
        assertThat(outcome.exit()).as(outcome.said()).isZero();
        assertThat(outcome.said()).contains("SUCCESS").doesNotContain("FAILED");
    }

    @Test
    void rules_andConfiguration_areValid() {
        succeeds("grafana/prometheus", "promtool", "check", "rules", "alerts.yaml", "recording.yaml");
        succeeds("grafana/prometheus", "promtool", "check", "config", "prometheus.yaml");
        succeeds("grafana/alertmanager", "amtool", "check-config", "alertmanager.yaml");
    }

    @Test
    void rules_testsOfPromtool_pass() {
        succeeds("grafana/prometheus", "promtool", "test", "rules", "tests.yaml");
    }

    private static List<JsonNode> alerts() {
        List<JsonNode> alerts = new ArrayList<>();
        Repository.yaml(Repository.text("grafana/prometheus/alerts.yaml"))
                .get(0)
                .path("groups")
                .forEach(group -> group.path("rules").forEach(alerts::add));
        return alerts;
    }

    @Test
    void everyAlert_saysHowBadItIsWhatItIsAndWhatToDo() {
        assertThat(alerts()).hasSizeGreaterThan(15).allSatisfy(alert -> {
            assertThat(alert.path("alert").asText()).matches("Koopwatch[A-Z]\\w+");
            assertThat(alert.path("labels").path("severity").asText()).isIn("critical", "warning", "info");
            assertThat(alert.path("annotations").path("summary").asText())
                    .endsWith(".")
                    .doesNotContain("{{");
            assertThat(alert.path("annotations").path("description").asText()).endsWith(".");
            assertThat(alert.path("annotations").path("dashboard_url").asText()).contains("/d/koopwatch-");
        });
    }

    @Test
    void everyRunbookOfAnAlertOfTheService_exists() {
        for (JsonNode alert : alerts()) {
            String url = alert.path("annotations").path("runbook_url").asText();
            String page = url.substring(url.indexOf("docs/runbooks/"));
            if (!page.contains("{{")) {
                assertThat(Files.exists(Repository.path(page))).as(page).isTrue();
            }
        }
    }

    /** A test that expects it to fire, and one that expects it not to. */
    @Test
    void everyAlert_isTestedBothWays() {
        List<JsonNode> tests = new ArrayList<>();
        Repository.yaml(Repository.text("grafana/prometheus/tests.yaml"))
                .get(0)
                .path("tests")
                .forEach(group -> group.path("alert_rule_test").forEach(tests::add));
        for (JsonNode alert : alerts()) {
            String name = alert.path("alert").asText();
            assertThat(tests).as("%s fires", name).anySatisfy(t -> {
                assertThat(t.path("alertname").asText()).isEqualTo(name);
                assertThat(t.path("exp_alerts")).isNotEmpty();
            });
            assertThat(tests).as("%s does not fire", name).anySatisfy(t -> {
                assertThat(t.path("alertname").asText()).isEqualTo(name);
                assertThat(t.path("exp_alerts")).isEmpty();
            });
        }
    }
}
