/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Optional;

/**
 * Which windows are due: window i holds rows [origin + i·hop, origin + i·hop + window). More than a quarter of a window
 * missing starts anew, and i counts from there.
 */
final class WindowSchedule {
    /** Rows and delays of the one spectrum that the published settings give before their first window is full. */
    private static final int PARTIAL_ROWS = 60;

    private static final int PARTIAL_DELAYS = 16;

    private final AnalysisSettings settings;
    private final boolean resets;
    private long origin;

    WindowSchedule(AnalysisSettings settings, boolean resets, long origin) {
        this.settings = settings;
        this.resets = resets;
        this.origin = origin;
    }

    long origin() {
        return origin;
    }

    /** Looks at the row that was just appended; {@code rowStride} in steps. */
    void rowAdded(RowRing ring, long rowStride) {
        if (resets && missing(ring, rowStride) > settings.window() / 4) {
            origin = ring.count() - 1;
        }
    }

    /** The full window that the newest row completes. */
    Optional<Span> due(RowRing ring, long rowStride) {
        long rows = ring.count() - origin;
        boolean due = rows >= settings.window() && (rows - settings.window()) % settings.hop() == 0;
        return due
                ? Optional.of(new Span(ring.count() - settings.window(), ring.count(), rowStride))
                : Optional.empty();
    }

    /** The early spectrum that the newest row completes. */
    Optional<Span> partialDue(RowRing ring, long rowStride) {
        boolean due = settings.preset().equals("paper") && ring.count() == PARTIAL_ROWS && origin == 0;
        return due ? Optional.of(new Span(0, PARTIAL_ROWS, rowStride)) : Optional.empty();
    }

    AnalysisSettings partialSettings() {
        return new AnalysisSettings(
                settings.preset(),
                PARTIAL_ROWS,
                settings.hop(),
                PARTIAL_DELAYS,
                settings.rank(),
                Centre.NONE,
                settings.blockMean());
    }

    private long missing(RowRing ring, long rowStride) {
        long newest = ring.count() - 1;
        long from = Math.max(Math.max(origin, newest - settings.window() + 1), ring.oldest());
        long missing = 0;
        for (long row = from; row < newest; row++) {
            long steps = ring.firstStep(row + 1) - ring.firstStep(row);
            missing += Math.max(0, (steps + rowStride - 1) / rowStride - 1);
        }
        return missing;
    }
}
