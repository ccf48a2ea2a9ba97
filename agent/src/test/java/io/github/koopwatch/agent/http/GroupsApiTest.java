/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.http;

import static io.github.koopwatch.agent.readmodel.MovedClock.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.koopwatch.agent.readmodel.GroupSamples;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupsApiTest {
    private final HttpFixture http = new HttpFixture();

    @AfterEach
    void stop() {
        http.close();
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = http.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonMapper().readTree(answer.body());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    /** Runs a0, b0, a1, b1 of two arms: places 0.9 and 0.5, replicas 0.01 apart, two windows without common rows. */
    private void sweep() {
        for (int i = 0; i < 2; i++) {
            run("a" + i, "a", i, 0.9 + 0.01 * i);
            run("b" + i, "b", 2 + i, 0.5 + 0.01 * i);
        }
    }

    private void run(String run, String arm, long incarnation, double place) {
        http.model.run(run, GroupSamples.state(run, arm, incarnation, false), START);
        for (long first = 0; first <= 100; first += 10) {
            http.model.spectrum(GroupSamples.window(run, incarnation, first, place));
        }
    }

    @Test
    void group_ordersItsRunsByWhatTheyDo_andSaysWhichAreOfOneClass() throws Exception {
        sweep();
        JsonNode group = json("/api/v1/groups/g");
        assertThat(group.get("observable").asText()).isEqualTo("weights");
        assertThat(group.get("preset").asText()).isEqualTo("monitor");
        JsonNode matrix = group.get("matrix");
        List<String> runs = texts(matrix.get("runs"));
        assertThat(runs.subList(0, 2)).isSubsetOf(List.of("a0", "a1", "b0", "b1"));
        assertThat(runs.get(0).charAt(0)).isEqualTo(runs.get(1).charAt(0));
        assertThat(runs.get(2).charAt(0)).isEqualTo(runs.get(3).charAt(0));
        assertThat(texts(matrix.get("classes"))).containsExactly("0", "0", "1", "1");
        assertThat(matrix.get("w1").get(0).get(1).asDouble()).isCloseTo(0.01, within(1e-12));
        assertThat(matrix.get("w1").get(0).get(0).asDouble()).isZero();
        assertThat(matrix.get("null_w1_mean").asDouble()).isCloseTo(0.01, within(1e-12));
        assertThat(matrix.get("null_source").asText()).isEqualTo("replicas");
        assertThat(matrix.get("cut").asDouble()).isCloseTo(0.0125, within(1e-12));
        assertThat(matrix.get("windows").asInt()).isEqualTo(2);
        assertThat(matrix.get("first_step").asLong()).isZero();
        assertThat(matrix.get("last_step").asLong()).isEqualTo(199);
        JsonNode top = matrix.get("merges").get(2);
        assertThat(top.get("size").asInt()).isEqualTo(4);
        assertThat(top.get("height").asDouble()).isCloseTo(0.4, within(1e-12));
        assertThat(group.get("runs").get(0).get("order").asInt()).isZero();
        assertThat(group.get("runs").get(3).get("equivalence_class").asInt()).isEqualTo(1);
        assertThat(texts(group.get("arms").get(0).get("runs"))).containsExactly("a0", "a1");
        assertThat(group.get("left_out")).isEmpty();
        assertThat(group.get("meaning").asText()).contains("necessary, not sufficient", "preset monitor");
    }

    @Test
    void matrix_isOfTheStepsThatMostRunsShare_andSaysWhoIsLeftOut() throws Exception {
        sweep();
        http.model.run("late", GroupSamples.state("late", "a", 9, false), START);
        http.model.run("else", GroupSamples.state("else", "a", 9, false), START);
        http.model.spectrum(GroupSamples.window("else", 9, 5000, 0.9));
        JsonNode group = json("/api/v1/groups/g");
        assertThat(group.get("matrix").get("runs")).hasSize(4);
        assertThat(group.get("left_out").findValuesAsText("run")).containsExactly("else", "late");
        assertThat(group.get("left_out").findValuesAsText("reason"))
                .containsExactly("no window at the steps that most runs share", "no window with a spectrum yet");
        assertThat(group.get("runs").get(4).get("order").isNull()).isTrue();
    }

    @Test
    void withoutTwoRuns_thereIsNoMatrix() throws Exception {
        run("a0", "a", 1, 0.9);
        assertThat(json("/api/v1/groups/g").get("matrix").isNull()).isTrue();
        assertThat(json("/api/v1/groups/g?preset=paper").get("left_out")).hasSize(1);
    }

    @Test
    void withoutReplicas_theNoiseOfSingleWindowsCuts_andTheRuleSaysSo() throws Exception {
        run("a0", "a", 1, 0.9);
        run("b0", "b", 2, 0.5);
        JsonNode before = json("/api/v1/groups/g").get("matrix");
        assertThat(before.get("null_source").isNull()).isTrue();
        assertThat(before.get("cut").isNull()).isTrue();
        assertThat(texts(before.get("classes"))).containsExactly("0", "1");
        http.model.distance(GroupSamples.previous("a0", 1, 0.4));
        JsonNode matrix = json("/api/v1/groups/g").get("matrix");
        assertThat(matrix.get("null_source").asText()).isEqualTo("sampling");
        assertThat(texts(matrix.get("classes"))).containsExactly("0", "0");
        assertThat(matrix.get("rule").asText()).contains("replicas are needed");
    }

    @Test
    void armPairs_sayWhereTheTestStands_andTheListCountsThem() throws Exception {
        sweep();
        http.model.distance(GroupSamples.arms("a", "b", 99, "undecided"));
        http.model.distance(GroupSamples.arms("a", "b", 199, "different"));
        JsonNode pair = json("/api/v1/groups/g").get("arm_pairs").get(0);
        assertThat(pair.get("arm").asText()).isEqualTo("a");
        assertThat(pair.get("verdict").asText()).isEqualTo("different");
        assertThat(pair.get("last_step").asLong()).isEqualTo(199);
        assertThat(pair.get("replicas_needed").asInt()).isEqualTo(6);
        assertThat(pair.get("bound").isNull()).isTrue();
        JsonNode summary = json("/api/v1/groups").get(0);
        assertThat(summary.get("group").asText()).isEqualTo("g");
        assertThat(summary.get("runs").asInt()).isEqualTo(4);
        assertThat(summary.get("arms").asInt()).isEqualTo(2);
        assertThat(summary.get("different").asInt()).isEqualTo(1);
        assertThat(summary.get("undecided").asInt()).isZero();
    }

    @Test
    void baseline_isTheRunThatWasComparedWithLast() throws Exception {
        sweep();
        http.model.run("b1", GroupSamples.state("b1", "b", 3, true), START);
        assertThat(json("/api/v1/groups").get(0).get("baseline").asText()).isEqualTo("b1");
        http.model.distance(GroupSamples.baseline("b0", 2, "a0", 0));
        assertThat(json("/api/v1/groups").get(0).get("baseline").asText()).isEqualTo("a0");
    }

    @Test
    void distances_withHistory_areAllInOrder_andCanBeChosen() throws Exception {
        sweep();
        for (String verdict : List.of("undecided", "different")) {
            http.model.distance(GroupSamples.arms("a", "b", 99, verdict));
        }
        http.model.distance(GroupSamples.baseline("b0", 2, "a0", 0));
        http.model.distance(GroupSamples.baseline("b0", 2, "a0", 10));
        http.model.distance(GroupSamples.baseline("b1", 3, "a0", 10));
        String path = "/api/v1/groups/g/distances";
        assertThat(json(path)).hasSize(3);
        assertThat(json(path + "?history=true")).hasSize(5);
        assertThat(json(path + "?history=true&reference=arm").findValuesAsText("verdict"))
                .containsExactly("undecided", "different");
        assertThat(json(path + "?history=true&run=b0&other=a0")).hasSize(2);
        assertThat(json(path + "?history=true&run=a0")).hasSize(3);
        assertThat(json(path + "?history=true&run=b&other=a")).hasSize(2);
        assertThat(json(path + "?history=true&limit=1").get(0).get("run").asText())
                .isEqualTo("b1");
        assertThat(http.get(path + "?history=perhaps").statusCode()).isEqualTo(400);
        assertThat(http.get(path + "?reference=other").statusCode()).isEqualTo(400);
    }

    @Test
    void forgottenRuns_leaveTheGroup_andTheLastOneTakesItAlong() throws Exception {
        sweep();
        http.model.run("a0", null, START);
        assertThat(json("/api/v1/groups/g").get("matrix").get("runs")).hasSize(3);
        for (String run : List.of("a1", "b0", "b1")) {
            http.model.run(run, null, START);
        }
        assertThat(http.get("/api/v1/groups/g").statusCode()).isEqualTo(404);
        assertThat(json("/api/v1/groups")).isEmpty();
    }
}
