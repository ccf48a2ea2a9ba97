/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.SpectrumDistance;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The newest distances of all groups, in the order in which they came. Not thread-safe. */
final class DistanceHistory {
    private final int limit;
    private final Deque<SpectrumDistance> newest = new ArrayDeque<>();

    DistanceHistory(int limit) {
        this.limit = limit;
    }

    void add(SpectrumDistance distance) {
        newest.addLast(distance);
        if (newest.size() > limit) {
            newest.removeFirst();
        }
    }

    /** Forgets what is about any of these runs. */
    void forget(Set<String> runs) {
        newest.removeIf(d -> isOf(runs, d.run()) || isOf(runs, d.other()));
    }

    private static boolean isOf(Set<String> runs, @Nullable String run) {
        return run != null && runs.contains(run);
    }

    Stream<SpectrumDistance> of(String group) {
        return newest.stream().filter(d -> d.group().equals(group));
    }
}
