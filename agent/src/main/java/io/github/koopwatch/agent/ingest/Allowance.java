/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

/** The messages and bytes that a {@link Rate} allows. Safe for use by several threads. */
final class Allowance {
    private final TokenBucket messages;
    private final TokenBucket bytes;

    Allowance(Rate rate, long now) {
        messages = new TokenBucket(rate.messages(), rate.messages() * rate.burstSeconds(), now);
        bytes = new TokenBucket(rate.bytes(), rate.bytes() * rate.burstSeconds(), now);
    }

    synchronized void take(int size, long now) {
        messages.take(1, now);
        bytes.take(size, now);
    }

    synchronized long waitNanos(long now) {
        return Math.max(messages.waitNanos(now), bytes.waitNanos(now));
    }

    synchronized boolean isFull(long now) {
        return messages.isFull(now) && bytes.isFull(now);
    }
}
