/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.notify;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long a receiver is left in peace: twice as long after each failure, up to a limit. */
final class Backoff {
    private final Duration first;
    private final Duration limit;
    private final LongSupplier nanoTime;
    private Duration next;
    private long until;
    private boolean waiting;

    Backoff(Duration first, Duration limit, LongSupplier nanoTime) {
        this.first = first;
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.next = first;
    }

    boolean waits() {
        waiting = waiting && nanoTime.getAsLong() - until < 0;
        return waiting;
    }

    void succeeded() {
        waiting = false;
        next = first;
    }

    /** How long to wait now. */
    Duration failed() {
        Duration pause = next;
        until = nanoTime.getAsLong() + pause.toNanos();
        waiting = true;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(limit) < 0 ? doubled : limit;
        return pause;
    }
}
