/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.agent.offline.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks whose steps grow fivefold at step 500, or never. */
class ValidateAlarmsCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 640;
    private static final int DIMENSION = 12;
    private static final int CHANGE = 500;
    private static final String UP = "\"step\": " + CHANGE + ", \"cause\": \"step_size_up\"";

    @TempDir
    Path directory = Path.of("");

    @BeforeEach
    void set() throws IOException {
        run(directory, "up", 5, UP, false);
        run(directory, "quiet", 1, "\"step\": null, \"cause\": null", false);
    }

    private static void run(Path directory, String name, double factor, String truth, boolean logged)
            throws IOException {
        Random random = new Random(name.hashCode());
        double[] x = new double[ROWS * DIMENSION];
        double[] loss = new double[ROWS];
        double[] rate = new double[ROWS];
        for (int t = 0; t < ROWS; t++) {
            for (int j = 0; j < DIMENSION; j++) {
                double before = t == 0 ? 3 : x[(t - 1) * DIMENSION + j];
                x[t * DIMENSION + j] = before + 0.01 * (t < CHANGE ? 1 : factor) * random.nextGaussian();
            }
            rate[t] = logged && t >= CHANGE ? factor : 1;
            loss[t] = Math.exp(0.1 * random.nextGaussian());
        }
        Npy.npz(
                directory.resolve(name + ".npz"),
                Map.of(
                        "x", Npy.doubles("(" + ROWS + ", " + DIMENSION + ")", x),
                        "groups", Npy.longs("(2, 2)", 0, 6, 6, 12),
                        "loss", Npy.doubles("(" + ROWS + ",)", loss),
                        "lr", Npy.doubles("(" + ROWS + ",)", rate)));
        Files.writeString(directory.resolve(name + ".json"), "{\"kind\": \"" + name + "\", " + truth + "}");
    }

    private JsonNode json(Object... arguments) throws IOException {
        Invocation run = Invocation.of(arguments);
        assertThat(run.exit()).isZero();
        return JSON.readTree(run.out());
    }

    @Test
    void alarms_json_countsTheChangeAndTheQuietRun() throws IOException {
        JsonNode document = json("validate", "alarms", "--data", directory, "--view", "model,groups-loss", "--json");
        assertThat(document.get("runs").asInt()).isEqualTo(2);
        for (JsonNode view : document.get("views")) {
            assertThat(view.at("/all/caught").asInt()).isEqualTo(1);
            assertThat(view.at("/all/median_delay").asInt()).isBetween(0, 20);
            assertThat(view.at("/kinds/quiet/armed").asInt()).isEqualTo(ROWS - 310);
            assertThat(view.at("/all/false_alarms").asInt()).isZero();
        }
        assertThat(document.at("/views/1/view").asText()).isEqualTo("groups-loss");
    }

    @Test
    void alarms_withoutWindows_areThoseOfBacktest() throws IOException {
        List<Long> backtest = new ArrayList<>();
        json("backtest", directory.resolve("up.npz"), "--json")
                .get("alerts")
                .forEach(alert -> backtest.add(alert.get("step").asLong()));
        assertThat(backtest).isNotEmpty();
        for (String windows : List.of("--no-windows", "--quiet")) {
            JsonNode view = json("validate", "alarms", "--data", directory, windows, "--view", "groups-loss", "--json")
                    .at("/views/0");
            assertThat(view.at("/kinds/up/median_delay").asLong()).isEqualTo(backtest.get(0) - CHANGE);
            assertThat(view.at("/missed")).isEmpty();
        }
    }

    @Test
    void stepSizeThatIsLogged_isNoChangeToBeCaught() throws IOException {
        Path told = Files.createDirectory(directory.resolve("told"));
        run(told, "up", 5, UP, true);
        JsonNode views = json(
                        "validate",
                        "alarms",
                        "--data",
                        told,
                        "--no-windows",
                        "--view",
                        "groups-loss-lr,model",
                        "--json")
                .get("views");
        assertThat(views.at("/0/all/changes").asInt()).isZero();
        assertThat(views.at("/1/all/changes").asInt()).isEqualTo(1);
    }

    @Test
    void alarms_report_isOneFileWithTheTables() throws IOException {
        Path report = directory.resolve("r.html");
        Invocation run = Invocation.of(
                "validate", "alarms", "--data", directory, "--view", "model", "--no-windows", "--report", report);
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("2 runs, by what the detector is shown", "model, missed: none");
        assertThat(Files.readString(report)).contains("<caption>model, by kind</caption>", "<td>quiet</td>");
    }

    @Test
    void alarms_channels_areThoseAroundTheShiftCaught() throws IOException {
        Path channels = directory.resolve("c.jsonl");
        json(
                "validate",
                "alarms",
                "--data",
                directory,
                "--view",
                "model",
                "--no-windows",
                "--json",
                "--channels",
                channels);
        List<String> lines = Files.readAllLines(channels);
        assertThat(lines).hasSize(1);
        JsonNode around = JSON.readTree(lines.get(0));
        assertThat(around.get("cause").asText()).isEqualTo("step_size_up");
        assertThat(around.get("alarm").asInt()).isEqualTo(120);
        assertThat(around.get("values")).hasSize(145);
        double rise = around.at("/values/130/0").asDouble()
                - around.at("/values/60/0").asDouble();
        assertThat(rise).isBetween(1.0, 5.5); // 2 ln 5, with the noise of 12 coordinates
    }

    private static String refusal(Object... arguments) {
        Invocation run = Invocation.of(arguments);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errors()).hasSize(1);
        return run.errors().get(0);
    }

    @Test
    void alarms_badInput_isOneSentence() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(refusal("validate", "alarms", "--data", empty))
                .startsWith("koopwatch: --data: expected runs as NAME.npz with their truth as NAME.json");
        assertThat(refusal("validate", "alarms", "--data", directory, "--view", "x"))
                .startsWith("koopwatch: --view: expected some of model, model-loss");
        assertThat(refusal("validate", "alarms", "--data", directory.resolve("no")))
                .contains("expected a directory");
        Files.writeString(directory.resolve("up.json"), "{\"kind\": \"up\", \"step\": \"soon\"}");
        assertThat(refusal("validate", "alarms", "--data", directory))
                .contains("expected a kind, and a step that is null or a whole number");
        assertThat(refusal("validate", "fig1")).contains("fig1");
    }
}
