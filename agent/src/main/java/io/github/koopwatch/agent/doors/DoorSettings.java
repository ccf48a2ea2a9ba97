/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.doors;

import io.github.koopwatch.agent.BadInput;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What stands at the doors.
 *
 * @param tls certificate and key; empty: plain text
 * @param tokens file of {@link Tokens}; empty: whoever comes is let in
 */
public record DoorSettings(Optional<TlsFiles> tls, Optional<Path> tokens) {
    /** Plain text for whoever reaches the address: on loopback, or where it was said that this is meant. */
    public static final DoorSettings OPEN = new DoorSettings(Optional.empty(), Optional.empty());

    /**
     * PEM files.
     *
     * @param certificates the service's, then those that vouch for it
     * @param key its private key, PKCS#8
     * @param clientAuthorities who vouches for clients; empty: clients need no certificate
     */
    public record TlsFiles(Path certificates, Path key, Optional<Path> clientAuthorities) {}

    /** What begins addresses of the HTTP door. */
    public String scheme() {
        return tls.isPresent() ? "https://" : "http://";
    }

    /** True when strangers may reach the doors: what is said is encrypted and whoever says it is known. */
    public boolean guarded() {
        return tls.isPresent() && tokens.isPresent();
    }

    /** Throws BadInput for doors that strangers reach and nobody guards. */
    public void requireGuarded(String bind) {
        if (!guarded()) {
            throw new BadInput(
                    "bind: expected a loopback address, or --tls-cert, --tls-key and --tokens with another, got "
                            + bind
                            + (tls.isPresent() ? " without --tokens" : tokens.isPresent() ? " without --tls-cert" : "")
                            + ": whoever reaches it may publish and read; --allow-insecure-bind says that this is meant");
        }
    }
}
