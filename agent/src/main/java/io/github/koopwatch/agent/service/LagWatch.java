/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import io.github.koopwatch.streams.InputPosition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Says when input has been waiting too long: falling behind is said, not hidden. Each partition is watched by itself, or one that
 * stands still would hide behind those that move: the oldest look whose end is not committed yet tells how long its last record has
 * waited.
 */
final class LagWatch {
    private static final long APART_NANOS = Duration.ofSeconds(1).toNanos();

    private final Supplier<Map<Integer, InputPosition>> input;
    private final long limitNanos;
    private final LongSupplier nanoTime;
    private final Map<Integer, Deque<Look>> waiting = new HashMap<>();

    private record Look(long nanos, long end) {}

    /** @param input where each partition of this process is */
    LagWatch(Supplier<Map<Integer, InputPosition>> input, Duration limit, LongSupplier nanoTime) {
        this.input = input;
        this.limitNanos = limit.toNanos();
        this.nanoTime = nanoTime;
    }

    /** False while a record is known to have waited for longer than the limit. */
    synchronized boolean keepsUp() {
        long now = nanoTime.getAsLong();
        Map<Integer, InputPosition> positions = input.get();
        waiting.keySet().retainAll(positions.keySet());
        positions.forEach((partition, position) ->
                look(waiting.computeIfAbsent(partition, p -> new ArrayDeque<>()), position, now));
        return waiting.values().stream()
                .allMatch(looks -> looks.isEmpty() || now - looks.getFirst().nanos() <= limitNanos);
    }

    private static void look(Deque<Look> looks, InputPosition position, long now) {
        looks.removeIf(look -> look.end() <= position.committed());
        Look newest = looks.peekLast();
        if (position.lag() > 0 && (newest == null || now - newest.nanos() >= APART_NANOS)) {
            looks.addLast(new Look(now, position.end()));
        }
    }
}
