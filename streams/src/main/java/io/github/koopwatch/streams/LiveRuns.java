/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.Refusal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one partition that have not ended: so many may be at a time. What they are follows from the store alone, so a
 * record is refused or taken alike whenever it is read.
 */
final class LiveRuns {
    private final RunLimits limits;
    private final Set<String> names = new HashSet<>();

    LiveRuns(RunLimits limits) {
        this.limits = limits;
    }

    /** Takes over what is stored; {@code isLive} reads a run's head. */
    void restore(Iterable<String> stored, Predicate<String> isLive) {
        names.clear();
        stored.forEach(name -> {
            if (isLive.test(name)) {
                names.add(name);
            }
        });
    }

    /** Why that run cannot begin now; empty when it can, or lives already. */
    Optional<Refusal> refusal(String name) {
        return names.contains(name) ? Optional.empty() : limits.oneMore(names.size());
    }

    /** The run as a record left it; null for one that is forgotten. */
    void update(String name, @Nullable Run run) {
        if (run == null || run.ended()) {
            names.remove(name);
        } else {
            names.add(name);
        }
    }
}
