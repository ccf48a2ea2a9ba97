/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.agent.doors.Certificates;
import io.github.koopwatch.agent.doors.Certificates.Pair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start that would leave the doors open to strangers is refused, in one sentence, before anything is opened. */
class DoorOptionsTest {
    @TempDir
    private Path directory = Path.of("");

    private Invocation up(String... options) {
        List<Object> all = new ArrayList<>(List.of("up", "--data=" + directory.resolve("data")));
        all.addAll(List.of("--grpc-port=0", "--http-port=0", "--kafka-port=0"));
        all.addAll(List.of(options));
        return Invocation.of(all.toArray());
    }

    private void assertRefused(Invocation up, String beginning) {
        assertThat(up.exit()).isEqualTo(2);
        assertThat(up.out()).isEmpty();
        assertThat(up.errors()).singleElement().asString().startsWith("koopwatch: " + beginning);
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void bindBeyondLoopback_withoutTlsAndTokens_isRefused(String address) {
        assertRefused(
                up("--bind=" + address),
                "bind: expected a loopback address, or --tls-cert, --tls-key and --tokens with another, got " + address
                        + ": whoever reaches it may publish and read; --allow-insecure-bind says that this is meant");
    }

    @Test
    void bindBeyondLoopback_withOneOfTheTwo_isRefusedAndSaysWhichIsMissing() throws Exception {
        Path tokens = Files.writeString(directory.resolve("tokens"), "secret publish *");
        Pair server = Certificates.shared().server("server", "authority");
        assertRefused(
                up("--bind=0.0.0.0", "--tokens=" + tokens),
                "bind: expected a loopback address, or --tls-cert, --tls-key and --tokens with another, got 0.0.0.0"
                        + " without --tls-cert:");
        assertRefused(
                up("--bind=0.0.0.0", "--tls-cert=" + server.certificates(), "--tls-key=" + server.key()),
                "bind: expected a loopback address, or --tls-cert, --tls-key and --tokens with another, got 0.0.0.0"
                        + " without --tokens:");
    }

    @Test
    void halfOfAPair_isRefused() {
        assertRefused(up("--tls-cert=a.pem"), "tls-cert, tls-key: expected both or neither, got one");
        assertRefused(
                up("--tls-client-ca=a.pem"), "tls-client-ca: expected --tls-cert and --tls-key with it, got none");
    }

    @Test
    void fileThatCannotBeUsed_isRefused() throws Exception {
        Path tokens = Files.writeString(directory.resolve("tokens"), "S3CRET write *");
        assertRefused(up("--tokens=" + directory.resolve("none")), "tokens: expected a file that can be read, got ");
        Invocation up = up("--tokens=" + tokens);
        assertRefused(up, "tokens: expected publish or read in line 1");
        assertThat(up.errors().toString()).doesNotContain("S3CRET");
    }

    @Test
    void unknownOption_isNamed_withoutItsValue() {
        Invocation up = up("--kafa.sasl.password=S3CRET");
        assertRefused(up, "Unknown option: '--kafa.sasl.password'");
    }

    @Test
    void clientWithHalfOfWhatItNeeds_isBadInput() {
        Invocation check = Invocation.of("healthcheck", "--http=127.0.0.1:1", "--tls-client-cert=a.pem");
        assertThat(check.exit()).isEqualTo(2);
        assertThat(check.errors())
                .containsExactly("koopwatch: tls-client-cert, tls-client-key: expected both or neither, got one");
        Invocation file = Invocation.of("healthcheck", "--http=127.0.0.1:1", "--tls-ca=" + directory.resolve("none"));
        assertThat(file.exit()).isEqualTo(2);
        assertThat(file.errors())
                .containsExactly(
                        "koopwatch: tls-ca: expected a file of certificates in PEM, got " + directory.resolve("none"));
    }
}
