/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One receiver.
 *
 * @param name as metrics and the log show it; an address may hold a secret, so that it shows nowhere
 * @param key stays while the address does: under it Kafka keeps what was told
 */
record Target(String name, String key, Notifier notifier) {
    private static final int KEY_CHARACTERS = 12;

    static Target of(String name, String kind, URI address, Notifier notifier) {
        return new Target(name, kind + "-" + digest(address.toString()), notifier);
    }

    Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("koopwatch.notifications")
                .description("Events told to webhooks and Alertmanager; failed ones are tried again")
                .tag("target", name)
                .tag("outcome", outcome)
                .register(registry);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, KEY_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
