/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Leads snapshots through the channels into a detector, as a caller does. */
final class Feed {
    private final FastChannels channels;
    private final List<float[]> seen = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private ChangeDetector detector;

    Feed(List<int[]> groups) {
        channels = new FastChannels(groups);
        detector = new ChangeDetector(groups.size());
    }

    /** Sees the snapshot of the next step, counted from 0. */
    List<Change> see(float[] x) {
        seen.add(x.clone());
        if (seen.size() < 3) {
            return List.of();
        }
        ChannelValues values = channels.at(back(), detector.recentLogEnergies());
        List<Change> found = detector.observe(seen.size() - 1, values);
        changes.addAll(found);
        return found;
    }

    private IntFunction<float @Nullable []> back() {
        return k -> k < seen.size() ? seen.get(seen.size() - 1 - k) : null;
    }

    void replace(ChangeDetector other) {
        detector = other;
    }

    ChangeDetector detector() {
        return detector;
    }

    /** All versions of all changes so far. */
    List<Change> changes() {
        return changes;
    }

    List<Change> firing() {
        return changes.stream()
                .filter(c -> c.state() == Change.State.FIRING && c.cause() == Cause.UNKNOWN
                        || c.kind() != ChangeKind.REGIME_SHIFT && c.state() == Change.State.FIRING)
                .toList();
    }
}
