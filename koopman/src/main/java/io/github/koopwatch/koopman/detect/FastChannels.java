/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Computes the fast channels of a step from the newest snapshots. */
public final class FastChannels {
    private final List<int[]> groups;

    /** Ranges [from, to) of the parameter groups' coordinates; without groups an empty list. */
    public FastChannels(List<int[]> groups) {
        this.groups = List.copyOf(groups);
    }

    /**
     * Values at the newest snapshot.
     *
     * @param back row k = the snapshot k steps ago, 0 = newest; 0, 1, 2 are needed, 16 is used when not null
     * @param earlierLogEnergies u of the earlier updates, newest first; displacement needs 15
     */
    public ChannelValues at(IntFunction<float @Nullable []> back, double[] earlierLogEnergies) {
        throw new UnsupportedOperationException("groups " + groups.size());
    }
}
