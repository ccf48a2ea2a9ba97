/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogTest {
    private static final Logger LOG = LoggerFactory.getLogger(LogTest.class);

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(out);
        System.setErr(err);
    }

    /** Lines of that logger: threads of other tests may log too. */
    private List<String> lines(String logger) {
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
        return logged.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(l -> l.contains(logger + " "))
                .toList();
    }

    @Test
    void message_withControlCharacters_staysOneHarmlessLineOnStandardError() {
        LOG.info("run '{}'", "a\u001b[31m\r\n2026 ERROR forged\t\u202e\u0007");
        assertThat(lines("LogTest")).singleElement().asString().endsWith("run 'a?[31m | 2026 ERROR forged???'");
    }

    @Test
    void exception_isOnOneLineWithItsCause() {
        LOG.warn("failed", new IllegalStateException("outer", new IllegalArgumentException("in\nner")));
        assertThat(lines("LogTest"))
                .singleElement()
                .asString()
                .contains(
                        "failed java.lang.IllegalStateException: outer | at ",
                        " | Caused by: java.lang.IllegalArgumentException: in | ner");
    }

    @Test
    void message_withoutException_endsWithItself() {
        LOG.info("plain $1 \\ text");
        assertThat(lines("LogTest")).singleElement().asString().matches(".*Z? INFO  \\S+LogTest plain \\$1 \\\\ text");
    }

    @Test
    void level_debug_isSilentByDefault() {
        LOG.debug("nothing");
        LoggerFactory.getLogger("org.apache.kafka.LogTest").info("nothing");
        assertThat(lines("LogTest")).isEmpty();
    }

    @Test
    void log4j_speaksThroughTheSameLog() {
        LogManager.getLogger("some.library").warn("hello");
        assertThat(lines("some.library")).singleElement().asString().endsWith("WARN  some.library hello");
    }
}
