/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast the door reads, in all and of each run. It slows and never refuses: what is not read stays with the client, behind
 * HTTP/2's flow control. The clock is passed in, in nanoseconds.
 */
final class Pacing {
    private static final long BETWEEN_SWEEPS = TimeUnit.SECONDS.toNanos(1);

    private final IngestLimits limits;
    private final Progress progress;
    private final LongSupplier clock;
    private final Allowance all;
    private final Map<String, RunPace> runs = new HashMap<>();
    private long swept;

    Pacing(IngestLimits limits, Progress progress, LongSupplier clock) {
        this.limits = limits;
        this.progress = progress;
        this.clock = clock;
        swept = clock.getAsLong();
        all = new Allowance(limits.all(), swept);
    }

    /** The run's share for one more of its streams; empty when too many other runs have a stream open. */
    synchronized Optional<RunPace> enter(String run) {
        sweep();
        RunPace known = runs.get(run);
        if ((known == null || !known.isOpen()) && open() >= limits.runs()) {
            return Optional.empty();
        }
        RunPace pace = runs.computeIfAbsent(run, this::pace);
        pace.opened();
        return Optional.of(pace);
    }

    private RunPace pace(String run) {
        return new RunPace(run, new Allowance(limits.run(), clock.getAsLong()), limits.ahead(), progress);
    }

    /** Runs that have a stream open. */
    synchronized long open() {
        return runs.values().stream().filter(RunPace::isOpen).count();
    }

    /** Runs that are remembered: those that are open, and those that have not yet made good for what they sent. */
    synchronized int known() {
        return runs.size();
    }

    /** A message has been read. */
    void took(int bytes) {
        all.take(bytes, clock.getAsLong());
    }

    /** It was of that run. */
    void took(RunPace run, int bytes) {
        run.allowance().take(bytes, clock.getAsLong());
    }

    /** Nanoseconds until anybody may be read. */
    long waitNanos() {
        return all.waitNanos(clock.getAsLong());
    }

    /** Nanoseconds until that run may be read. */
    long waitNanos(RunPace run) {
        return run.allowance().waitNanos(clock.getAsLong());
    }

    Progress progress() {
        return progress;
    }

    // A run that has left is remembered until its allowance is whole again: coming back must not renew it.
    private void sweep() {
        long now = clock.getAsLong();
        if (now - swept >= BETWEEN_SWEEPS) {
            swept = now;
            runs.values().removeIf(run -> !run.isOpen() && run.allowance().isFull(now));
        }
    }
}
