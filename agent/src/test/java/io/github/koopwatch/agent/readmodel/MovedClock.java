/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves. */
public final class MovedClock implements InstantSource {
    public static final long START = 1_800_000_000_000L;
    private final AtomicLong now = new AtomicLong(START);

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now.get());
    }

    public void advance(Duration by) {
        now.addAndGet(by.toMillis());
    }
}
