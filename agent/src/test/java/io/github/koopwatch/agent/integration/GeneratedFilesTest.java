/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dashboards and the manifests that carry them are what grafana/generate writes. */
class GeneratedFilesTest {
    @Test
    void generatedFiles_areCurrent() {
        Path here = Repository.path("grafana");
        Programs.Outcome outcome = Programs.run(here, List.of("python3", "generate", "--check"));
        assertThat(outcome.said()).isEmpty();
        assertThat(outcome.exit()).isZero();
    }

    @Test
    void generate_unknownArgument_isSaidInOneLine() {
        Programs.Outcome outcome = Programs.run(Repository.path("grafana"), List.of("python3", "generate", "--chekc"));
        assertThat(outcome.said()).isEqualToIgnoringNewLines("generate: expected nothing or --check, got --chekc");
        assertThat(outcome.exit()).isEqualTo(2);
    }
}
