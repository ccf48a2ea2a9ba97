/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the demonstration refuses before it starts anything. */
class DemoCommandTest {
    private static List<String> refused(Object... arguments) {
        Invocation demo = Invocation.of(arguments);
        assertThat(demo.exit()).isEqualTo(2);
        return demo.errors();
    }

    @Test
    void optionOfAService_besideOneThatRuns_isBadInput() {
        assertThat(refused("demo", "--target", "127.0.0.1:1", "--http", "127.0.0.1:2", "--partitions", "3"))
                .containsExactly(
                        "koopwatch: --target: expected only --http, --pace, --exit, --tls-ca, --tls-client-cert, --tls-client-key, --token-file beside it, got --partitions");
    }

    @Test
    void target_withoutItsHttpSide_isBadInput() {
        assertThat(refused("demo", "--target", "127.0.0.1:1"))
                .singleElement()
                .asString()
                .contains("--http");
    }

    @Test
    void targetWhereNobodyListens_isBadInput() {
        assertThat(refused("demo", "--target", "127.0.0.1:1", "--http", "127.0.0.1:1"))
                .singleElement()
                .asString()
                .contains("no service answers at 127.0.0.1:1");
    }

    @Test
    void paceThatIsNotPositive_isBadInput() {
        assertThat(refused("demo", "--pace", "0")).containsExactly("koopwatch: --pace: expected above 0, got 0.0");
    }
}
