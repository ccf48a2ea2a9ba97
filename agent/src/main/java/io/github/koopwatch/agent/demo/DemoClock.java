/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import java.util.concurrent.TimeUnit;

/** Time as the demonstration sees it. */
public interface DemoClock {
    /** Milliseconds since the epoch. */
    long millis();

    /** Nanoseconds from any fixed point. */
    long nanos();

    void sleep(long nanos) throws InterruptedException;

    static DemoClock system() {
        return new DemoClock() {
            @Override
            public long millis() {
                return System.currentTimeMillis();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };
    }
}
