/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.SpectrumDistance;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Stream;

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

    Stream<SpectrumDistance> of(String group) {
        return newest.stream().filter(d -> d.group().equals(group));
    }
}
