/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunKeyTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "r42", "sweep-7", "a.b_c-d", "9lives", "x--", "default"})
    void isValid_names_areTaken(String key) {
        assertThat(RunKey.isValid(key)).isTrue();
    }

    /** What gets into labels, logs, queries, paths and pages when names are not checked. */
    static Stream<String> abuse() {
        return Stream.of(
                "",
                " ",
                "A",
                "R42",
                "-a",
                ".a",
                "_a",
                "..",
                "../etc/passwd",
                "a/b",
                "a\\b",
                "%2f",
                "a%2fb",
                "a\"b",
                "a'b",
                "a\nb",
                "a\n",
                "\na",
                "a\r\nb",
                "a\u0000b",
                "\u001b[31mred",
                "{run=\"x\"}",
                "a{",
                "a}",
                "${jndi:ldap://x}",
                "<script>alert(1)</script>",
                "\"}) or vector(1)",
                "a b",
                "a\tb",
                "a,b",
                "a;b",
                "a=b",
                "a:b",
                "a*",
                "a?",
                "a#",
                "a|b",
                "ä",
                "\u0430bc",
                "\u202ea",
                "a\u200bb",
                "\ud83d\ude00",
                "ſ",
                "İ",
                "１",
                "x".repeat(64),
                "x".repeat(10_240));
    }

    @ParameterizedTest
    @MethodSource("abuse")
    void isValid_abuse_isRefused(String key) {
        assertThat(RunKey.isValid(key)).isFalse();
    }

    @Test
    void isValid_63Characters_isTheLongest() {
        assertThat(RunKey.isValid("x".repeat(63))).isTrue();
        assertThat(RunKey.isValid("x".repeat(64))).isFalse();
    }

    @Test
    void isValid_anyCharacter_isTakenOnlyWhenTheRuleNamesIt() {
        Random random = new Random(3);
        for (int i = 0; i < 200_000; i++) {
            String key = "a" + (char) random.nextInt(0x10000);
            assertThat(RunKey.isValid(key)).as("'%s'", RunKey.shown(key)).isEqualTo(key.matches(RunKey.RULE));
        }
    }

    @ParameterizedTest
    @MethodSource("abuse")
    void shown_abuse_isShortPrintableAscii(String key) {
        assertThat(RunKey.shown(key)).matches("[ -~]{0,83}");
    }
}
