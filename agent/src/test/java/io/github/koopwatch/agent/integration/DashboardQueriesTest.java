/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that dashboards and rules ask is asked of a real Prometheus while runs are live: an empty answer fails. */
@Tag("prometheus")
class DashboardQueriesTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    /** The run whose alarm goes on. */
    private static final Map<String, String> CHOSEN =
            Map.of("group", SimulatedRuns.GROUP, "run", SimulatedRuns.BROKEN, "run_a", "sim-a-1", "run_b", "sim-b-1");

    @BeforeAll
    static void alarmsFire() {
        await("alarms of both runs")
                .atMost(LIMIT)
                .until(
                        () -> Stack.shared()
                                .prometheus()
                                .query("count by (run) (count_over_time(koopwatch_alert_active[1h]))")
                                .size(),
                        n -> n >= 2);
    }

    static Stream<String> dashboards() {
        return Dashboards.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyQuery_ofTheDashboard_hasAnAnswer(String name) {
        JsonNode dashboard = Dashboards.read(name);
        for (Dashboards.Query query : Dashboards.queries(dashboard)) {
            await(query.where() + ": " + query.expression())
                    .atMost(LIMIT)
                    .until(() -> Answers.speaks(answers(dashboard).of(query.target())));
        }
    }

    private static Answers answers(JsonNode dashboard) {
        return new Answers(Stack.shared().prometheus(), dashboard, CHOSEN);
    }

    private static Stream<JsonNode> rules(String file) {
        return Repository.elements(Repository.yaml(Repository.text("grafana/prometheus/" + file))
                        .get(0)
                        .path("groups"))
                .flatMap(group -> Repository.elements(group.path("rules")));
    }

    @Test
    void everyRecordingRule_records() {
        Prometheus prometheus = Stack.shared().prometheus();
        rules("recording.yaml").map(rule -> rule.path("record").asText()).forEach(record -> {
            // Lag is recorded only while something waits.
            if (!record.equals("job:koopwatch_processing_lag:seconds")) {
                await(record).atMost(LIMIT).until(() -> Answers.speaks(prometheus.query(record)));
            }
        });
    }

    /** An alert that does not fire answers nothing: that its series are there is what can be asked. */
    @Test
    void everySeries_thatAnAlertLooksAt_isThere() {
        Prometheus prometheus = Stack.shared().prometheus();
        Pattern names = Pattern.compile("\\b((?:koopwatch|jvm|process|disk)_\\w+|up)\\b(?=[\\[{)])");
        List<String> asked = Stream.concat(rules("alerts.yaml"), rules("recording.yaml"))
                .flatMap(rule ->
                        names.matcher(rule.path("expr").asText()).results().map(m -> m.group(1)))
                .distinct()
                .toList();
        assertThat(asked).hasSizeGreaterThan(15);
        for (String name : asked) {
            String expression = name + "{job=\"koopwatch\"}";
            await(expression).atMost(LIMIT).until(() -> Answers.speaks(prometheus.query(expression)));
        }
    }

    @Test
    void scrapes_stayWithinTheirLimits() {
        Prometheus prometheus = Stack.shared().prometheus();
        await("every target")
                .atMost(LIMIT)
                .until(() -> prometheus.query("up == 0").isEmpty());
        assertThat(prometheus.query("up{job=\"koopwatch\"} == 1")).hasSize(1);
    }
}
