/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void show_noTerminal_aPlainLineEveryFiveSecondsAndAtTheEnd() {
        Progress progress = new Progress(out, false, 0);
        for (int second = 0; second <= 12; second++) {
            progress.show(second, 12, List.of("  g"), second * SECOND);
        }
        assertThat(text().lines().filter(line -> line.startsWith("[")))
                .containsExactly(
                        "[..............................]   0 %  step 0 of 12  0 s",
                        "[############..................]  41 %  step 5 of 12  5 s",
                        "[#########################.....]  83 %  step 10 of 12  10 s",
                        "[##############################] 100 %  step 12 of 12  12 s");
        assertThat(text()).doesNotContain("\u001b");
    }

    @Test
    void show_terminal_drawsOverWhatItDrewBefore() {
        Progress progress = new Progress(out, true, 0);
        progress.show(1, 2, List.of("  a", "  b"), 0);
        assertThat(text()).doesNotContain("\u001b[3A");
        progress.show(2, 2, List.of("  c", "  d"), SECOND);
        assertThat(text()).contains("\u001b[3A\u001b[2K[####").containsOnlyOnce("\u001b[3A");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
