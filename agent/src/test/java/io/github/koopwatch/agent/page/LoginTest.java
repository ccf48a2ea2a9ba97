/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import static io.github.koopwatch.agent.page.FakeRuns.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.doors.DoorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a service with tokens, as a person at a browser meets it. */
class LoginTest extends PageFixture {
    private static final String TOKEN = "a-token-of-ada";
    private static final String FORM = "document.querySelector('form#login input#token')";

    @TempDir
    private Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init") // before each test
    private FakeService closed;

    @BeforeEach
    void start() throws IOException {
        Path tokens = Files.writeString(directory.resolve("tokens"), TOKEN + " read ada\n");
        closed = new FakeService(0, new DoorSettings(Optional.empty(), Optional.of(tokens)));
        closed.put(run("ada", "ada", "live", 400));
        closed.put(run("bob", "bob", "live", 400));
    }

    @AfterEach
    void stop() {
        closed.close();
    }

    private void type(String token) {
        tab.evaluate(FORM + ".focus(); " + FORM + ".value = ''");
        tab.call("Input.insertText", Map.of("text", token));
        tab.press("Enter", 13);
    }

    private void assertNothingOfTheTokenIsLeft() {
        assertThat(tab.evaluate("location.href + document.cookie + JSON.stringify(localStorage)"
                                + " + JSON.stringify(sessionStorage) + document.documentElement.outerHTML")
                        .asText())
                .contains("127.0.0.1")
                .doesNotContain(TOKEN);
    }

    @Test
    void tokenWrongAndThenRight_formSaysSo_andShowsTheRunsThatAreTheirs() {
        tab.go(closed.url() + "#run=ada");
        tab.until(FORM);
        assertThat(holds("document.querySelector('#runs')"))
                .as("runs before the token")
                .isFalse();

        type("not-a-token");
        tab.until("document.querySelector('#answer').textContent === 'This token is not valid.'");

        type(TOKEN);
        tab.until(
                "document.querySelector('#link')?.dataset.link === 'live' && document.querySelector('[data-run=ada]')");
        assertThat(count("#runs [data-run]")).as("runs of others stay hidden").isEqualTo(1);
        assertThat(tab.evaluate("location.hash").asText()).isEqualTo("#run=ada");
        assertNothingOfTheTokenIsLeft();
    }

    @Test
    void session_outlivesTheTabsReload_andIsNoScriptsToRead() {
        tab.go(closed.url());
        tab.until(FORM);
        type(TOKEN);
        tab.until("document.querySelector('[data-run=ada]')");

        tab.evaluate("document.body.dataset.old = 'yes'");
        tab.call("Page.reload", Map.of());
        tab.until("!document.body.dataset.old && document.querySelector('[data-run=ada]')");
        assertThat(holds(FORM)).as("asked again").isFalse();
        assertThat(tab.evaluate("document.cookie").asText()).isEmpty();
        assertNothingOfTheTokenIsLeft();
    }
}
