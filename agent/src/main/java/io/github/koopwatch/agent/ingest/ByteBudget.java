/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all streams together have in flight between a client and the log, and who waits for room. */
final class ByteBudget {
    private final long limit;
    private final Executor wakers;
    private final AtomicLong taken = new AtomicLong();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    /** @param wakers runs those who waited; not the caller's thread, which may hold a stream's lock */
    ByteBudget(long limit, Executor wakers) {
        this.limit = limit;
        this.wakers = wakers;
    }

    boolean hasRoom() {
        return taken.get() < limit;
    }

    long taken() {
        return taken.get();
    }

    /** Never refuses: what has arrived has arrived. Streams ask {@link #hasRoom} before they ask for more. */
    void take(long bytes) {
        taken.addAndGet(bytes);
    }

    void give(long bytes) {
        taken.addAndGet(-bytes);
        wake();
    }

    /** Runs the waiter once, as soon as there is room. */
    void whenRoom(Runnable waiter) {
        waiting.add(waiter);
        wake();
    }

    private void wake() {
        while (hasRoom()) {
            Runnable next = waiting.poll();
            if (next == null) {
                return;
            }
            wakers.execute(next);
        }
    }
}
