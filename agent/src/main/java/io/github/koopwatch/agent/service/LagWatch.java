/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Says when input has been waiting too long: falling behind is said, not hidden. At each look the input reaches up to
 * processed + lag records; the oldest look whose reach is not processed yet tells how long its last record has waited.
 */
final class LagWatch {
    private static final long APART_NANOS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier processed;
    private final LongSupplier lag;
    private final long limitNanos;
    private final LongSupplier nanoTime;
    private final Deque<Look> waiting = new ArrayDeque<>();
    private long lastProcessed;

    private record Look(long nanos, long reach) {}

    /**
     * @param processed records processed since the process began
     * @param lag records that wait
     */
    LagWatch(LongSupplier processed, LongSupplier lag, Duration limit, LongSupplier nanoTime) {
        this.processed = processed;
        this.lag = lag;
        this.limitNanos = limit.toNanos();
        this.nanoTime = nanoTime;
    }

    /** False while a record is known to have waited for longer than the limit. */
    synchronized boolean keepsUp() {
        long now = nanoTime.getAsLong();
        long done = processed.getAsLong();
        if (done < lastProcessed) {
            waiting.clear(); // a stream thread was replaced and counts anew
        }
        lastProcessed = done;
        waiting.removeIf(look -> look.reach() <= done);
        Look newest = waiting.peekLast();
        if (lag.getAsLong() > 0 && (newest == null || now - newest.nanos() >= APART_NANOS)) {
            waiting.addLast(new Look(now, done + lag.getAsLong()));
        }
        Look oldest = waiting.peekFirst();
        return oldest == null || now - oldest.nanos() <= limitNanos;
    }
}
