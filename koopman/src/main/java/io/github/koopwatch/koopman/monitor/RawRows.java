/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.window.RowRing;
import org.jspecify.annotations.Nullable;

/** How many of the newest snapshots follow each other one stride apart: channels are defined on those alone. */
final class RawRows {
    /** Snapshots that are held: the channels look back 16, and each of those 16 updates must have been observed itself. */
    static final int HELD = 18;
    /** Snapshots that a channel value needs at least. */
    static final int NEEDED = 3;

    private RawRows() {}

    /** Length of the run of consecutive snapshots that ends with the newest, at most {@link #HELD}. */
    static int consecutive(RowRing ring, long stride) {
        long newest = ring.count() - 1;
        int n = 1;
        while (n < HELD
                && newest - n >= ring.oldest()
                && ring.firstStep(newest - n + 1) - ring.firstStep(newest - n) == stride) {
            n++;
        }
        return n;
    }

    /** The snapshot {@code back} steps ago; null when not every update since it was observed. */
    static float @Nullable [] back(RowRing ring, int consecutive, int back) {
        boolean known = back < NEEDED || back < consecutive - 1;
        return known ? ring.row(ring.count() - 1 - back) : null;
    }
}
