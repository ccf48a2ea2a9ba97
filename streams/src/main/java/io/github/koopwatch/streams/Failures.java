/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Decides whether what failed is tried again: a fault that keeps coming back will not go away. */
final class Failures {
    /** Tries again within the period. */
    static final int MOST_AGAIN = 3;

    static final Duration PERIOD = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;
    private final Deque<Long> times = new ArrayDeque<>();

    Failures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts one more; false when there were too many. */
    synchronized boolean again() {
        long now = nanoTime.getAsLong();
        times.removeIf(then -> now - then > PERIOD.toNanos());
        times.add(now);
        return times.size() <= MOST_AGAIN;
    }
}
