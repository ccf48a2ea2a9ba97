/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Says when input has been waiting too long: falling behind is said, not hidden. */
final class LagWatch {
    private final LongSupplier lag;
    private final long limitNanos;
    private final LongSupplier nanoTime;
    private long smallest;
    private long since;

    LagWatch(LongSupplier lag, Duration limit, LongSupplier nanoTime) {
        this.lag = lag;
        this.limitNanos = limit.toNanos();
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /** False once the lag has neither been zero nor shrunk for longer than the limit. */
    synchronized boolean keepsUp() {
        long now = nanoTime.getAsLong();
        long records = lag.getAsLong();
        if (records == 0 || records < smallest) {
            since = now;
        }
        smallest = since == now ? records : Math.min(smallest, records);
        return now - since <= limitNanos;
    }
}
