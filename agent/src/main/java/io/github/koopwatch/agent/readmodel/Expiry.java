/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import java.time.Duration;

/**
 * When a run counts as stale, leaves the metrics, and is forgotten.
 *
 * @param stale a live run without a snapshot for longer is stale
 * @param endedSeries how long the metrics of an ended run stay
 * @param silentRun how long a run that never ended stays without a snapshot; then it is forgotten
 * @param endedRun how long an ended run stays known to the API; then it is forgotten
 */
public record Expiry(Duration stale, Duration endedSeries, Duration silentRun, Duration endedRun) {
    public Expiry {
        positive("stale", stale);
        positive("endedSeries", endedSeries);
        positive("silentRun", silentRun);
        positive("endedRun", endedRun);
    }

    /** Stale after 10 minutes; metrics for 15 minutes after the end; silent runs for a day, ended ones for a week. */
    public static Expiry standard() {
        return new Expiry(Duration.ofMinutes(10), Duration.ofMinutes(15), Duration.ofHours(24), Duration.ofDays(7));
    }

    boolean isStale(RunEntry run, long now) {
        return !run.hasEnded() && now - run.heard() > stale.toMillis();
    }

    boolean hasSeries(RunEntry run, long now) {
        return run.hasEnded() ? now - run.ended() <= endedSeries.toMillis() : now - run.heard() <= silentRun.toMillis();
    }

    boolean isDue(RunEntry run, long now) {
        return run.hasEnded() ? now - run.ended() > endedRun.toMillis() : now - run.heard() > silentRun.toMillis();
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": expected a positive duration, got " + value);
        }
    }
}
