/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateStudiesTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void fig2_printsALineForEachClaim_andExitsWithZeroWhenAllAreAsDocumented() {
        Invocation run = Invocation.of("validate", "fig2");
        assertThat(run.exit()).isZero();
        assertThat(run.out().lines().filter(line -> line.startsWith("HOLDS "))).hasSize(7);
        assertThat(run.out()).contains("fig2.omd-ogd", "W1 0.00807", "published", "What each statistic says");
    }

    @Test
    void fig2_json_isOneDocumentWithVerdictsAndFigures() throws IOException {
        Invocation run = Invocation.of("validate", "fig2", "--json");
        JsonNode document = new ObjectMapper().readTree(run.out());
        assertThat(document.get("agrees").asBoolean()).isTrue();
        JsonNode claim = document.at("/studies/0/claims/0");
        assertThat(claim.get("id").asText()).isEqualTo("fig2.omd-ogd");
        assertThat(claim.get("verdict").asText()).isEqualTo("HOLDS");
        assertThat(claim.get("documented").asText()).isEqualTo("HOLDS");
        assertThat(claim.at("/own/value").asDouble()).isBetween(0.0079, 0.0083);
        assertThat(document.at("/studies/0").has("findings")).isFalse();
    }

    @Test
    void fig2_reportAndPictures_areWritten() throws IOException {
        Path report = folder.resolve("r.html");
        Invocation run = Invocation.of("validate", "fig2", "--report", report, "--pictures", folder.resolve("p"));
        assertThat(run.exit()).isZero();
        assertThat(Files.readString(report)).contains("<svg", "<figcaption>", "fig2.losses-hide");
        assertThat(folder.resolve("p/fig2-1.svg")).isRegularFile();
    }

    @Test
    void badInput_isOneSentence() {
        assertThat(refusal("validate", "fig2", "--seeds", 2)).contains("--seeds: expected at least 3, got 2");
        assertThat(refusal("validate", "fig3", "--mnist", folder)).contains("train-images-idx3-ubyte.gz, got");
        assertThat(refusal("validate", "fig1")).contains("fig1");
        assertThat(refusal("validate", "fig2", "--report", folder)).contains("--report: expected a file");
    }

    private static String refusal(Object... arguments) {
        Invocation run = Invocation.of(arguments);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.errors()).hasSize(1);
        return run.errors().get(0);
    }
}
