/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The transformations of panels, run by Grafana's own library in Node on answers of a real Prometheus. */
@Tag("prometheus")
class TransformationsTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Map<String, String> CHOSEN =
            Map.of("group", SimulatedRuns.GROUP, "run", SimulatedRuns.JUMPED, "run_a", "sim-a-1", "run_b", "sim-b-1");

    @BeforeAll
    static void install() {
        Programs.Outcome outcome = Programs.run(
                Repository.path("grafana/tests"),
                List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"));
        assertThat(outcome.exit()).as(outcome.said()).isZero();
        await("spectra")
                .atMost(LIMIT)
                .until(() -> Answers.speaks(Stack.shared()
                        .prometheus()
                        .query("koopwatch_eigenvalue_real{run=\"" + SimulatedRuns.JUMPED + "\"}")));
    }

    /** What the panel draws: frames of named fields. */
    private static JsonNode drawn(String dashboard, String title) {
        JsonNode all = Dashboards.read(dashboard);
        JsonNode panel = Dashboards.panel(all, title);
        Answers answers = new Answers(Stack.shared().prometheus(), all, CHOSEN);
        ObjectNode question = Repository.JSON.createObjectNode();
        question.set("transformations", panel.path("transformations"));
        panel.path("targets")
                .forEach(target -> question.withArray("answers")
                        .addObject()
                        .<ObjectNode>set("target", target)
                        .set("result", answers.of(target)));
        Programs.Outcome outcome =
                Programs.run(Repository.path("grafana/tests"), List.of("node", "transform.mjs"), question.toString());
        assertThat(outcome.exit()).as(outcome.said()).isZero();
        return Repository.json(outcome.said());
    }

    private static JsonNode field(JsonNode frame, String name) {
        return Repository.elements(frame.path("fields"))
                .filter(f -> f.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no field " + name + " in " + frame))
                .path("values");
    }

    /** As the XY chart does it: of all frames the one that has a field of that name. */
    private static JsonNode frame(JsonNode frames, JsonNode series, String axis) {
        String name = nameOf(series, axis);
        return Repository.elements(frames)
                .filter(frame -> Repository.elements(frame.path("fields"))
                        .anyMatch(field -> field.path("name").asText().equals(name)))
                .reduce((one, other) -> {
                    throw new AssertionError("two frames with a field " + name);
                })
                .orElseThrow(() -> new AssertionError("no frame with a field " + name + " in " + frames));
    }

    private static String nameOf(JsonNode series, String axis) {
        return series.path(axis).path("matcher").path("options").asText();
    }

    private static JsonNode matched(JsonNode frames, JsonNode series, String axis) {
        return field(frame(frames, series, axis), nameOf(series, axis));
    }

    private static JsonNode series(String dashboard, String title) {
        return Dashboards.panel(Dashboards.read(dashboard), title)
                .path("options")
                .path("series");
    }

    @Test
    void plane_ofARun_isItsEigenvaluesAndTheUnitCircle() {
        String title = "Eigenvalues of the newest window";
        JsonNode frames = drawn("run", title);
        JsonNode series = series("run", title);
        assertThat(series).hasSize(2);
        JsonNode re = matched(frames, series.path(0), "x");
        JsonNode im = matched(frames, series.path(0), "y");
        assertThat(re).hasSize(10).hasSameSizeAs(im);
        double largest = 0;
        for (int i = 0; i < re.size(); i++) {
            largest = Math.max(
                    largest, Math.hypot(re.path(i).asDouble(), im.path(i).asDouble()));
        }
        assertThat(largest).isBetween(0.3, 1.5);
        JsonNode cos = matched(frames, series.path(1), "x");
        JsonNode sin = matched(frames, series.path(1), "y");
        assertThat(cos).hasSizeGreaterThan(60).hasSameSizeAs(sin);
        for (int i = 0; i < cos.size(); i++) {
            assertThat(Math.hypot(cos.path(i).asDouble(), sin.path(i).asDouble()))
                    .isEqualTo(1, offset(1e-9));
        }
        assertThat(Repository.elements(cos).mapToDouble(JsonNode::asDouble).min())
                .hasValueCloseTo(-1.0, offset(1e-2));
    }

    @Test
    void plane_ofAGroup_isTwoRunsAndTheUnitCircle() {
        String title = "Eigenvalues: a run beside another";
        JsonNode frames = drawn("group", title);
        JsonNode series = series("group", title);
        assertThat(series).hasSize(3);
        for (int i = 0; i < 2; i++) {
            String run = List.of("/sim-a-1/", "/sim-b-1/").get(i);
            JsonNode frame = frame(frames, series.path(i), "x");
            assertThat(frame).isEqualTo(frame(frames, series.path(i), "y"));
            assertThat(Repository.strings(field(frame, "key"))).hasSize(10).allMatch(key -> key.contains(run));
            assertThat(matched(frames, series.path(i), "x")).hasSize(10);
            assertThat(matched(frames, series.path(i), "y")).hasSize(10);
        }
        assertThat(matched(frames, series.path(2), "x")).hasSizeGreaterThan(60);
    }

    @Test
    void tableOfRuns_hasOneRowARunAndNamedColumns() {
        JsonNode frame = drawn("overview", "Runs").path(0);
        List<String> runs = Repository.strings(field(frame, "run")); // other tests may have left runs of their own
        assertThat(runs)
                .contains(SimulatedRuns.JUMPED, SimulatedRuns.BROKEN, "sim-a-1")
                .doesNotHaveDuplicates();
        for (String column : List.of(
                "group",
                "arm",
                "state",
                "step",
                "last snapshot",
                "spectral radius",
                "one-step error",
                "effective rank",
                "loss")) {
            assertThat(field(frame, column)).as(column).hasSize(runs.size());
        }
        assertThat(frame.path("fields")).hasSizeLessThanOrEqualTo(11);
    }
}
