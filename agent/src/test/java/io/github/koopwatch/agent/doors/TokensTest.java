/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.agent.BadInput;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final String SECRET = "kw-0123456789abcdef";

    @Test
    void parse_readsTokenRoleAndPrefix() {
        Tokens tokens = Tokens.parse("# team a\n\n" + SECRET + " publish team-a-\n  other\tread *  \r\n");

        Caller publisher = tokens.find(SECRET).orElseThrow();
        assertThat(publisher.role()).isEqualTo(Caller.Role.PUBLISH);
        assertThat(publisher.mayPublish("team-a-1")).isTrue();
        assertThat(publisher.mayPublish("team-b-1")).isFalse();
        assertThat(publisher.seesAll()).isFalse();

        Caller reader = tokens.find("other").orElseThrow();
        assertThat(reader.mayPublish("team-a-1")).isFalse();
        assertThat(reader.sees("anything")).isTrue();
        assertThat(reader.seesAll()).isTrue();
    }

    @Test
    void find_ofWhatIsNoToken_isEmpty() {
        Tokens tokens = Tokens.parse(SECRET + " publish *");
        assertThat(tokens.find("")).isEmpty();
        assertThat(tokens.find(SECRET + "0")).isEmpty();
        assertThat(tokens.find(SECRET.substring(1))).isEmpty();
        assertThat(tokens.find(SECRET.toUpperCase(Locale.ROOT))).isEmpty();
    }

    @Test
    void parse_ofADigest_letsItsTokenInAndNotTheDigest() {
        String hex = HexFormat.of().formatHex(Tokens.sha256(SECRET));
        Tokens tokens = Tokens.parse("sha256:" + hex + " read team-");
        assertThat(tokens.find(SECRET)).map(Caller::prefix).contains("team-");
        assertThat(tokens.find("sha256:" + hex)).isEmpty();
        assertThat(tokens.find(hex)).isEmpty();
    }

    @Test
    void holds_isFalseOnceATokenIsGoodForSomethingElse() {
        Caller before = Tokens.parse(SECRET + " publish *").find(SECRET).orElseThrow();
        assertThat(Tokens.parse("x read *\n" + SECRET + " publish *").holds(before))
                .isTrue();
        assertThat(Tokens.parse(SECRET + " read *").holds(before)).isFalse();
        assertThat(Tokens.parse(SECRET + " publish team-").holds(before)).isFalse();
        assertThat(Tokens.parse("x read *").holds(before)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SECRETX publish",
                "SECRETX publish * more",
                "SECRETX write *",
                "SECRETX publish Team-",
                "SECRETX publish ../",
                "SECRETX! publish *",
                "sha256:SECRETX publish *",
                "SECRETX publish *\nSECRETX read *",
                "# SECRETX publish *",
                ""
            })
    void parse_ofABadFile_saysWhereAndShowsNothingOfIt(String text) {
        assertThatThrownBy(() -> Tokens.parse(text))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("tokens: expected ")
                .hasMessageNotContaining("SECRETX");
    }

    @Test
    void nothingThatIsShown_holdsAToken() {
        Tokens tokens = Tokens.parse(SECRET + " publish *");
        assertThat(tokens.toString()).doesNotContain(SECRET);
        assertThat(tokens.find(SECRET).orElseThrow().toString()).doesNotContain(SECRET);
    }
}
