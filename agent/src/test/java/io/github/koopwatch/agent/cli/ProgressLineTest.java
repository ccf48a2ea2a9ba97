/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter err = new StringWriter();
    private final AtomicLong now = new AtomicLong();

    private ProgressLine line(boolean terminal) {
        return new ProgressLine(new PrintWriter(err), terminal, now::get);
    }

    private void milliseconds(long ms) {
        now.set(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    @Test
    void terminal_quickCommand_saysNothing() {
        try (ProgressLine line = line(true)) {
            milliseconds(999);
            line.at("analysing", 9, 10);
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void terminal_slowCommand_writesOneLineAnewAndTakesItAway() {
        try (ProgressLine line = line(true)) {
            line.at("analysing", 0, 1000);
            milliseconds(1_000);
            line.at("analysing", 250, 1000);
            milliseconds(1_100); // too soon after the one before
            line.at("analysing", 251, 1000);
            milliseconds(2_000);
            line.at("analysing", 500, 1000);
        }
        assertThat(err.toString())
                .isEqualTo("\r\u001b[K[======                  ] analysing  25 % (250 of 1,000), about 3 s left"
                        + "\r\u001b[K[============            ] analysing  50 % (500 of 1,000), about 2 s left"
                        + "\r\u001b[K");
    }

    @Test
    void elsewhere_slowCommand_saysALineNowAndThen() {
        try (ProgressLine line = line(false)) {
            for (int second = 0; second <= 40; second++) {
                milliseconds(1_000L * second);
                line.at("checking", second, 400);
            }
        }
        assertThat(err.toString().lines())
                .containsExactly(
                        "koopwatch: checking   1 % (5 of 400)",
                        "koopwatch: checking   5 % (20 of 400), about 6 min left",
                        "koopwatch: checking   9 % (35 of 400), about 6 min left");
    }

    @Test
    void close_afterwards_saysNothingMore() {
        ProgressLine line = line(true);
        line.close();
        milliseconds(9_000);
        line.at("analysing", 1, 10);
        assertThat(err.toString()).isEmpty();
    }
}
