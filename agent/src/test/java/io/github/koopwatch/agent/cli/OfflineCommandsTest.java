/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.koopwatch.agent.offline.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfflineCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory = Path.of("");

    private Path walk = Path.of("");
    private Path replicas = Path.of("");

    @BeforeEach
    void files() throws IOException {
        walk = Files.write(directory.resolve("My Walk.npy"), Npy.walks(1, 1, 300, 8, 1));
        replicas = Files.write(directory.resolve("r.npy"), Npy.walks(1, 4, 120, 4, 0.9));
    }

    private static JsonNode json(Object... arguments) throws IOException {
        Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--json";
        Invocation run = Invocation.of(all);
        assertThat(run.exit()).isZero();
        assertThat(run.out().lines()).hasSize(1);
        return JSON.readTree(run.out());
    }

    @Test
    void analyze_json_isThePinnedDocument() throws IOException {
        JsonNode document = json("analyze", walk);
        assertThat(document.fieldNames()).toIterable().containsExactly("windows", "distances");
        JsonNode window = document.get("windows").get(0);
        assertThat(window.fieldNames())
                .toIterable()
                .containsExactly(
                        "run",
                        "observable",
                        "preset",
                        "incarnation",
                        "first_step",
                        "last_step",
                        "partial",
                        "rank",
                        "eigenvalues",
                        "residuals",
                        "modes",
                        "spectral_radius",
                        "one_step_error",
                        "effective_rank",
                        "update_energy",
                        "update_coherence",
                        "degenerate",
                        "eigenfunction_residuals",
                        "energies",
                        "half_lives",
                        "frequencies",
                        "unresolved_share",
                        "numerical_rank",
                        "svht_rank",
                        "displacement_ratio",
                        "radial_cosine",
                        "group_energies",
                        "diffusion_exponent",
                        "phase_oscillation");
        assertThat(window.get("run").asText()).isEqualTo("my-walk");
        assertThat(window.get("observable").asText()).isEqualTo("weights");
        assertThat(window.get("preset").asText()).isEqualTo("monitor");
        assertThat(document.get("distances").get(0).fieldNames()).toIterable().containsExactly("from", "to", "w1");
    }

    @Test
    void scaleAndRefine_changeTheSpectrumAndThePresetsName() throws IOException {
        JsonNode plain = json("analyze", walk).get("windows").get(0);
        for (String option : new String[] {"--scale=unit", "--refine"}) {
            JsonNode changed = json("analyze", walk, option).get("windows").get(0);
            assertThat(changed.get("preset").asText()).isEqualTo("custom");
            assertThat(changed.get("eigenvalues")).isNotEqualTo(plain.get("eigenvalues"));
        }
        assertThat(json("analyze", walk, "--scale", "none").get("windows").get(0))
                .isEqualTo(plain);
        assertThat(json("compare", replicas, replicas, "--window", 20, "--scale", "unit", "--refine")
                        .get("w1")
                        .isNumber())
                .isTrue();
    }

    @Test
    void options_winOverThePreset_theLastOneOfTwo() throws IOException {
        JsonNode window = json("analyze", walk, "--rank", 3, "--preset", "paper", "--delays", 4, "--rank", "2")
                .get("windows")
                .get(0);
        assertThat(window.get("preset").asText()).isEqualTo("custom");
        assertThat(window.get("rank").asInt()).isEqualTo(2);
        assertThat(window.get("partial").asBoolean()).isFalse(); // only the preset paper begins with one
        assertThat(json("analyze", walk, "--preset", "paper")
                        .get("windows")
                        .get(0)
                        .get("preset")
                        .asText())
                .isEqualTo("paper");
        assertThat(json("analyze", walk, "--rank", "all")
                        .get("windows")
                        .get(0)
                        .get("rank")
                        .asInt())
                .isEqualTo(8);
        assertThat(json("analyze", walk, "--centre", "none")
                        .get("windows")
                        .get(0)
                        .get("preset")
                        .asText())
                .isEqualTo("custom");
        assertThat(json("analyze", walk, "--block-mean", 2)
                        .get("windows")
                        .get(0)
                        .get("last_step")
                        .asInt())
                .isEqualTo(199);
    }

    @Test
    void analyze_table_andReport() throws IOException {
        Path report = directory.resolve("out.html");
        Invocation run = Invocation.of("analyze", walk, "--report", report);
        assertThat(run.exit()).isZero();
        assertThat(run.out().lines()).hasSize(24).first().asString().contains("21 windows");
        assertThat(report).content().startsWith("<!doctype html>").contains("\"windows_in_all\":21");
    }

    @Test
    void report_ofCompareAndBacktest_holdsTheResult() {
        Path report = directory.resolve("out.html");
        assertThat(Invocation.of("compare", replicas, replicas, "--report", report)
                        .exit())
                .isZero();
        assertThat(report)
                .content()
                .contains("\"kind\":\"compare\"", "\"verdict\":\"equivalent\"", "necessary, not sufficient");
        assertThat(Invocation.of("backtest", walk, "--report", report, "--quiet")
                        .exit())
                .isZero();
        assertThat(report).content().contains("\"kind\":\"backtest\"", "\"standardised\":{\"update_energy\"");
    }

    @Test
    void analyze_pool_fitsReplicasTogether() throws IOException {
        assertThat(json("analyze", replicas, "--pool").get("windows")).hasSize(3);
    }

    @Test
    void compare_json_isThePinnedDocument() throws IOException {
        JsonNode c = json("compare", replicas, replicas);
        assertThat(c.fieldNames())
                .toIterable()
                .containsExactly(
                        "w1", "null_w1_mean", "test", "replicas_a", "replicas_b", "windows", "p_value", "verdict");
        assertThat(c.get("p_value").asDouble()).isEqualTo(1);
        assertThat(json("compare", replicas, replicas, "--pool").get("verdict").asText())
                .isEqualTo("undecided");
    }

    @Test
    void compare_singleRuns_saysThatReplicasAreNeeded() {
        Invocation run = Invocation.of("compare", walk, walk);
        assertThat(run.exit()).isZero();
        assertThat(run.out()).startsWith("undecided").contains("necessary, not sufficient");
        assertThat(run.errors()).singleElement().asString().contains("replicas a side are needed");
    }

    @Test
    void distance_json_isThePinnedDocument() throws IOException {
        Path a = Files.write(directory.resolve("a.npy"), Npy.doubles("(2, 2)", 1, 0, 1, 0));
        Path b = Files.write(directory.resolve("b.npy"), Npy.doubles("(2, 2)", 1, 0.5, 1, 0));
        assertThat(JSON.writeValueAsString(json("distance", a, b)))
                .startsWith("{\"w1\":[0.25,0.0],\"mean\":0.125,\"std\":0.125,\"shuffle_p\":[1.0,1.0],\"moved\":[");
        assertThat(Invocation.of("distance", a, b).out().lines()).hasSize(3);
    }

    @Test
    void backtest_frozenGroup_isAnAlertInJsonAndInWords() throws IOException {
        double[] x = new double[500 * 4];
        Random random = new Random(3);
        for (int k = 4; k < x.length; k++) {
            boolean frozen = k / 4 > 400 && k % 4 >= 2;
            x[k] = x[k - 4] + (frozen ? 0 : random.nextGaussian());
        }
        Path file = Npy.npz(
                directory.resolve("g.npz"),
                Map.of("x", Npy.doubles("(500, 4)", x), "groups", Npy.longs("(2, 2)", 0, 2, 2, 4)));
        JsonNode found = json("backtest", file);
        assertThat(found.fieldNames()).toIterable().containsExactly("steps", "alerts", "notes");
        assertThat(found.get("steps").asInt()).isEqualTo(500);
        assertThat(found.get("alerts")).extracting(a -> a.get("kind").asText()).contains("PartialFreeze");
        assertThat(found.get("alerts")).extracting(a -> a.get("id").asText()).doesNotHaveDuplicates();
        assertThat(Invocation.of("backtest", file).out()).contains("PartialFreeze");
    }

    /** Noise that a tenth of the learning rate makes a tenth as long: a change, unless lr is in the file. */
    @Test
    void backtest_learningRateInTheFile_explainsWhatItDoes() throws IOException {
        double[] x = new double[500 * 8];
        double[] rate = new double[500];
        Random random = new Random(4);
        for (int t = 0; t < 500; t++) {
            rate[t] = t < 400 ? 0.1 : 0.01;
            for (int k = 0; k < 8; k++) {
                x[8 * t + k] = (t == 0 ? 1 : x[8 * (t - 1) + k]) + rate[t] * random.nextGaussian();
            }
        }
        Path silent = Npy.npz(directory.resolve("silent.npz"), Map.of("x", Npy.doubles("(500, 8)", x)));
        Path logged = Npy.npz(
                directory.resolve("logged.npz"),
                Map.of("x", Npy.doubles("(500, 8)", x), "lr", Npy.doubles("(500,)", rate)));
        assertThat(json("backtest", silent).get("alerts"))
                .extracting(a -> a.get("onset_step").asInt())
                .containsExactly(400);
        assertThat(json("backtest", logged).get("alerts")).isEmpty();
        assertThat(json("backtest", logged).get("notes"))
                .extracting(a -> a.get("kind").asText())
                .doesNotContain("RegimeShift");
    }

    @Test
    void bench_engine_json_isThePinnedDocument() throws IOException {
        JsonNode bench = json("bench", "engine", "--dim", 16, "--window", 20, "--rank", 3);
        assertThat(bench.fieldNames())
                .toIterable()
                .containsExactly("append_ns", "spectrum_ns", "w1_error_max", "append_mean_ns", "vector_unit");
        assertThat(bench.get("append_ns").asDouble()).isPositive();
        assertThat(bench.get("w1_error_max").asDouble()).isLessThanOrEqualTo(1e-9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "analyze none.npy | got no file",
                "analyze r.npy | expected shape [T, d], got [4, 120, 4]",
                "analyze 'My Walk.npy' --pool | expected shape [replica, T, d]",
                "analyze 'My Walk.npy' --window 301 | expected at least 301 rows for one window, got 300",
                "analyze 'My Walk.npy' --delays 98 | expected at least 3 pairs",
                "analyze 'My Walk.npy' --preset best | expected monitor, paper or denoised, got 'best'",
                "analyze 'My Walk.npy' --scale mean | expected none or unit, got 'mean'",
                "analyze 'My Walk.npy' --rank 0 | expected a number from 1 or all, got '0'",
                "analyze 'My Walk.npy' --rank -2 | expected a number from 1 or all",
                "analyze 'My Walk.npy' --window -5 | window: expected 2 to 4096, got -5",
                "analyze 'My Walk.npy' --centre mean | expected affine or none, got 'mean'",
                "analyze 'My Walk.npy' --hop x | '--hop'",
                "analyze 'My Walk.npy' --wat | --wat",
                "analyze | FILE",
                "analyze 'My Walk.npy' --report none/r.html | --report: expected a file that can be written",
                "compare r.npy r.npy --alpha 1 | --alpha: expected above 0",
                "compare 'My Walk.npy' r.npy --pool | expected shape [replica, T, d]",
                "compare r.npy r.npy --window 121 | expected at least 121 rows",
                "distance r.npy r.npy | [replica, k]",
                "backtest r.npy | expected shape [T, d]",
                "replay 'My Walk.npy' --run Bad | --run: expected ^[a-z0-9]",
                "replay 'My Walk.npy' --run a --rate 0 | --rate: expected above 0",
                "replay 'My Walk.npy' --run a --target nowhere | --target: expected HOST:PORT",
                "replay 'My Walk.npy' --run a --data none | no running service known",
                "reanalyze --run Bad --kafka 127.0.0.1:1 | run: expected ^[a-z0-9]",
                "reanalyze --run a --data none | no running service known",
                "bench | expected engine, ingest, door, pipeline, capacity, scale, turnover",
                "bench engine --dim 0 | --dim: expected 1 to 65536, got 0",
                "bench engine --json --scaling | --scaling: expected without --json",
                "bench engine --window 3 | expected at least 3 pairs",
                "bench ingest --runs 0 | --runs: expected 1 to 256",
                "bench door --rounds 0 | --rounds: expected 1 to 100",
                "bench capacity --rows 119 | --rows: expected 120 to",
                "bench scale --runs 5000 | --runs: expected 1 to 4096",
                "bench turnover --rows 0 | --rows: expected 1 to",
                "bench growth | --out",
                "bench growth --out none --windows 2 | --windows: expected 4 to 4096",
                "bench scaleout --workers 9 | --workers: expected 1 to 8",
            })
    void badInput_isOneLineAndExitCode2(String command, String message) {
        Object[] words = Arrays.stream(command.replace("My Walk.npy", "My_Walk.npy")
                        .replace("'", "")
                        .split(" "))
                .map(word -> word.matches("(none|.*\\.(npy|html))") && !word.startsWith("-")
                        ? directory.resolve(word.replace('_', ' ')).toString()
                        : word)
                .toArray();
        Invocation run = Invocation.of(words);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).singleElement().asString().contains(message).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({"analyze", "compare", "distance", "backtest", "replay", "reanalyze", "bench"})
    void help_isAUsage(String command) {
        Invocation run = Invocation.of(command, "--help");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("Usage: koopwatch " + command);
        assertThat(run.errors()).isEmpty();
    }
}
