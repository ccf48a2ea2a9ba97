/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.notify.NotifySettings;
import io.github.koopwatch.agent.notify.Severity;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class NotifyOptionsTest {
    @TempDir
    private Path directory = Path.of("");

    private static NotifySettings parse(String... arguments) {
        return CommandLine.populateCommand(new NotifyOptions(), arguments).settings();
    }

    @Test
    void withoutOptions_nobodyIsTold() {
        assertThat(parse()).isEqualTo(NotifySettings.NOBODY);
    }

    @Test
    void webhooks_areListedOrRepeated_eachOnce() {
        assertThat(parse("--webhook", "http://a/x,https://b", "--webhook", "http://c", "--webhook", "http://c")
                        .webhooks())
                .containsExactly(URI.create("http://a/x"), URI.create("https://b"), URI.create("http://c"));
    }

    @Test
    void secret_isTheFilesContent_andShownNowhere() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "Bearer s3cret\n");
        NotifySettings settings = parse(
                "--webhook=http://a/hook-s3cret", "--webhook-auth-file=" + file, "--notify-min-severity", "critical");
        assertThat(settings.webhookSecret()).contains("Bearer s3cret");
        assertThat(settings.least()).isEqualTo(Severity.CRITICAL);
        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h", "h:9093", "http://user:s3cret@h/", "http:///x", "http://h/#a", "http://h h"})
    void addressThatIsNone_isBadInput_whichDoesNotRepeatIt(String address) {
        assertThatThrownBy(() -> parse("--alertmanager", address))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("alertmanager: expected an http or https address")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void secretFileThatIsMissingOrEmpty_isBadInput() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        for (Path file : new Path[] {empty, directory.resolve("missing")}) {
            assertThatThrownBy(() -> parse("--alertmanager-auth-file", file.toString()))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void secretForNobody_isBadInput() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "Bearer s3cret\n");
        assertThatThrownBy(() -> parse("--webhook-auth-file", file.toString()))
                .isInstanceOf(BadInput.class)
                .hasMessage("webhook-auth-file: expected --webhook with it, got none");
        assertThatThrownBy(() -> parse("--alertmanager-auth-file", file.toString()))
                .isInstanceOf(BadInput.class)
                .hasMessage("alertmanager-auth-file: expected --alertmanager with it, got none");
    }

    @Test
    void receivers_withoutTheRoleThatTellsThem_areBadInput() {
        Invocation up = Invocation.of(
                "up", "--kafka", "127.0.0.1:1", "--roles", "streams", "--data", directory, "--webhook", "http://a");
        assertThat(up.exit()).isEqualTo(2);
        assertThat(up.errors()).singleElement().asString().contains("expected the role ui");
    }

    @Test
    void severityThatIsNone_isBadInput() {
        assertThatThrownBy(() -> parse("--notify-min-severity", "loud"))
                .isInstanceOf(BadInput.class)
                .hasMessage("notify-min-severity: expected one of info, warning, critical, got 'loud'");
    }
}
