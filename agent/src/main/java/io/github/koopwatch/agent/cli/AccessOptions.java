/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.client.Access;
import io.github.koopwatch.agent.client.Access.Tls;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command comes in at the doors of a service; the variables are those of the Python publisher. */
final class AccessOptions {
    private static final String SYSTEM = "system";

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            defaultValue = "${env:KOOPWATCH_TLS_CA}",
            description =
                    "TLS, believing whom these certificates (PEM) vouch for; 'system': whom this machine believes;"
                            + " also KOOPWATCH_TLS_CA (default: what the service in --data shows)")
    private @Nullable String authorities;

    @Option(
            names = "--tls-client-cert",
            paramLabel = "FILE",
            defaultValue = "${env:KOOPWATCH_TLS_CERT}",
            description = "own certificate (PEM), for a service with --tls-client-ca; also KOOPWATCH_TLS_CERT")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-client-key",
            paramLabel = "FILE",
            defaultValue = "${env:KOOPWATCH_TLS_KEY}",
            description = "its private key (PEM, PKCS#8); also KOOPWATCH_TLS_KEY")
    private @Nullable Path key;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:KOOPWATCH_TOKEN_FILE}",
            description = "holds the token to show; also KOOPWATCH_TOKEN_FILE, or the token itself in KOOPWATCH_TOKEN")
    private @Nullable Path tokenFile;

    /** @param shown what the service in the data directory shows, if it is that one and it has TLS */
    Access access(Optional<Path> shown) {
        return new Access(tls(shown), token());
    }

    private Optional<Tls> tls(Optional<Path> shown) {
        if ((certificate == null) != (key == null)) {
            throw new BadInput("tls-client-cert, tls-client-key: expected both or neither, got one");
        }
        Optional<Tls> tls = authorities == null ? shown.map(Tls::only) : Optional.of(named(authorities));
        if (certificate == null || key == null) {
            return tls;
        }
        Path own = certificate;
        Path secret = key;
        return Optional.of(tls.orElseThrow(() -> new BadInput("tls-client-cert: expected --tls-ca with it, got none"))
                .as(own, secret));
    }

    private static Tls named(String authorities) {
        return authorities.equals(SYSTEM) ? Tls.system() : Tls.authorities(Path.of(authorities));
    }

    private Optional<String> token() {
        return Optional.ofNullable(tokenFile)
                .map(file -> SecretFile.read("token-file", file))
                .or(() -> Optional.ofNullable(System.getenv("KOOPWATCH_TOKEN")).filter(token -> !token.isBlank()));
    }
}
