/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

/**
 * Lets so much through a second, and a burst after a pause. What it is told of has happened already, so its level may fall
 * below zero; whoever wants more waits until it is above. The clock is the caller's, in nanoseconds. Not thread-safe.
 */
final class TokenBucket {
    private static final double NANOS = 1e9;

    private final double perNano;
    private final double burst;
    private double level;
    private long asOf;

    TokenBucket(double perSecond, double burst, long now) {
        perNano = perSecond / NANOS;
        this.burst = burst;
        level = burst;
        asOf = now;
    }

    void take(double amount, long now) {
        if (isLimited()) {
            fill(now);
            level -= amount;
        }
    }

    /** Nanoseconds until more may come; 0 when it may now. */
    long waitNanos(long now) {
        if (!isLimited()) {
            return 0;
        }
        fill(now);
        return level > 0 ? 0 : 1 + (long) Math.ceil(-level / perNano);
    }

    boolean isFull(long now) {
        fill(now);
        return !isLimited() || level >= burst;
    }

    private boolean isLimited() {
        return !Double.isInfinite(perNano);
    }

    private void fill(long now) {
        if (isLimited() && now > asOf) {
            level = Math.min(burst, level + (now - asOf) * perNano);
            asOf = now;
        }
    }
}
