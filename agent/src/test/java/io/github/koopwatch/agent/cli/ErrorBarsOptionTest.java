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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code analyze --error-bars} and {@code --sketch}. */
class ErrorBarsOptionTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void errorBars_addTwoFieldsToEachWindow_andChangeNothingElse() throws IOException {
        Path file = Files.write(directory.resolve("w.npy"), Npy.walks(1, 1, 90, 6, 0.9));
        JsonNode plain = json("analyze", file, "--window", "40", "--rank", "3");
        JsonNode bars = json("analyze", file, "--window", "40", "--rank", "3", "--error-bars");
        assertThat(bars.get("distances")).isEqualTo(plain.get("distances"));
        assertThat(bars.get("windows")).hasSameSizeAs(plain.get("windows"));
        for (int i = 0; i < bars.get("windows").size(); i++) {
            JsonNode window = bars.get("windows").get(i);
            assertThat(window.get("standard_errors")).hasSize(3);
            assertThat(window.get("standard_errors").get(0).asDouble()).isBetween(1e-3, 0.5);
            assertThat(window.get("null_w1_mean").asDouble()).isBetween(1e-3, 0.5);
            assertThat(names(window))
                    .startsWith(names(plain.get("windows").get(i)).toArray(String[]::new));
            assertThat(window.get("eigenvalues"))
                    .isEqualTo(plain.get("windows").get(i).get("eigenvalues"));
        }
        assertThat(json("analyze", file, "--window", "40", "--rank", "3", "--error-bars"))
                .isEqualTo(bars);
        assertThat(Invocation.of("analyze", file, "--window", "40", "--error-bars")
                        .out())
                .contains("standard errors of the leading eigenvalues");
    }

    /** Blocks that a gap cuts off are no rows here either: every window has its bars. */
    @Test
    void errorBars_ofBlockMeansWithAGap_areThoseOfTheWindowsRows() throws IOException {
        long[] steps = new long[200];
        for (int t = 0; t < 200; t++) {
            steps[t] = 3L * (t < 71 ? t : t + 2);
        }
        Path file = Npy.npz(
                directory.resolve("g.npz"),
                Map.of("x", Npy.walks(2, 1, 200, 5, 0.9), "steps", Npy.longs("(200,)", steps)));
        JsonNode windows = json("analyze", file, "--window", "20", "--block-mean", "4", "--rank", "2", "--error-bars")
                .get("windows");
        assertThat(windows.size()).isGreaterThan(1);
        windows.forEach(w -> assertThat(w.get("standard_errors")).hasSize(2));
    }

    @Test
    void errorBars_ofAWindowWithoutSpectrum_areNull() throws IOException {
        Path file = Files.write(directory.resolve("flat.npy"), Npy.doubles("(20, 1)", new double[20]));
        JsonNode window = json("analyze", file, "--window", "20", "--error-bars")
                .get("windows")
                .get(0);
        assertThat(window.get("standard_errors").isNull()).isTrue();
        assertThat(window.get("null_w1_mean").isNull()).isTrue();
    }

    @Test
    void errorBars_ofAPool_areRefused() throws IOException {
        Path file = Files.write(directory.resolve("r.npy"), Npy.walks(1, 2, 60, 3, 0.9));
        Invocation run = Invocation.of("analyze", file, "--window", "40", "--pool", "--error-bars");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errors()).singleElement().asString().contains("--error-bars: expected one run, got --pool");
    }

    /** The sketch keeps inner products to about 1/√1024, so radius and energy stay near. */
    @Test
    void sketch_ofLongRows_keepsTheEnergy() throws IOException {
        Path file = Files.write(directory.resolve("l.npy"), Npy.walks(1, 1, 30, 4000, 1));
        JsonNode whole = json("analyze", file, "--window", "30").get("windows").get(0);
        JsonNode sketched = json("analyze", file, "--window", "30", "--sketch")
                .get("windows")
                .get(0);
        double ratio = sketched.get("update_energy").asDouble()
                / whole.get("update_energy").asDouble();
        assertThat(ratio).isNotEqualTo(1).isBetween(0.9, 1.1);
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode json(Object... words) throws IOException {
        Object[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = "--json";
        Invocation run = Invocation.of(all);
        assertThat(run.exit()).isZero();
        return new ObjectMapper().readTree(run.out());
    }
}
