/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.cli;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.agent.doors.DoorSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What stands at the doors of a service, gRPC and HTTP alike. Secrets come from files, which are read anew when they change. */
final class DoorOptions {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM: the service's certificate and those that vouch for it; TLS 1.2 and 1.3 at both doors")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM: its private key, PKCS#8 without a passphrase")
    private @Nullable Path key;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "PEM: clients need a certificate that one of these vouches for")
    private @Nullable Path clientAuthorities;

    @Option(
            names = "--tokens",
            paramLabel = "FILE",
            description =
                    "a line per token: TOKEN publish|read PREFIX, of the names of the runs that it is for, * for all;"
                            + " sha256:HEX may stand for the token")
    private @Nullable Path tokens;

    /** Throws BadInput for settings that do not go together. */
    DoorSettings settings() {
        if ((certificate == null) != (key == null)) {
            throw new BadInput("tls-cert, tls-key: expected both or neither, got one");
        }
        if (certificate == null || key == null) {
            if (clientAuthorities != null) {
                throw new BadInput("tls-client-ca: expected --tls-cert and --tls-key with it, got none");
            }
            return new DoorSettings(Optional.empty(), Optional.ofNullable(tokens));
        }
        return new DoorSettings(
                Optional.of(new DoorSettings.TlsFiles(certificate, key, Optional.ofNullable(clientAuthorities))),
                Optional.ofNullable(tokens));
    }
}
