/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Commands, environment and health check of compose.yaml, run outside containers against a real broker process. */
@Tag("prometheus")
class ComposeCommandsTest {
    private static String said(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    void healthcheck_ofTheService_succeedsWhileItIsReady() throws Exception {
        Process check = Stack.shared().healthcheck("koopwatch");
        assertThat(said(check)).startsWith("ready at 0.0.0.0:");
        assertThat(check.exitValue()).isZero();
    }

    /** Faster than the file's, so that the last --pace wins; all else as it stands there. */
    @Test
    void demo_trainsForTheServiceThatRuns_andEndsWell() throws Exception {
        Process demo = Stack.shared().koopwatch("demo", List.of("--pace=1000"));
        assertThat(said(demo)).contains("Training 10 runs", "Every stage worked.");
        assertThat(demo.exitValue()).isZero();
    }
}
