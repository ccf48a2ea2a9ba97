/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which runs have to go when more are known than may be: those that ended first, then those that fell silent first. */
final class Crowd {
    private Crowd() {}

    /** Live runs that speak are never among them, so there may be fewer than are too many. */
    static List<RunEntry> excess(Collection<RunEntry> runs, int most, Expiry expiry, long now) {
        long tooMany = runs.stream().filter(run -> !run.isStranger()).count() - most;
        if (tooMany <= 0) {
            return List.of();
        }
        return runs.stream()
                .filter(run -> !run.isStranger() && (run.hasEnded() || expiry.isStale(run, now)))
                .sorted(Comparator.comparing((RunEntry run) -> !run.hasEnded())
                        .thenComparingLong(run -> run.hasEnded() ? run.ended() : run.heard()))
                .limit(tooMany)
                .toList();
    }

    /** Whose series are shown first: of those that speak the ones known longest, so that no flood of names displaces them. */
    static Comparator<RunEntry> shownFirst(Expiry expiry, long now) {
        return Comparator.comparing((RunEntry run) -> run.hasEnded() || expiry.isStale(run, now))
                .thenComparingLong(run -> run.hasEnded() || expiry.isStale(run, now) ? -run.heard() : run.order());
    }
}
