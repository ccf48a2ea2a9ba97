/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.koopman.AnalysisSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The rows of a replica's windows, one window after the other; holds one window. */
final class SlidingRows {
    private final Trajectory x;
    private final RowReader reader;
    private final AnalysisSettings settings;
    private final List<BlockRow> window = new ArrayList<>();
    private int next;

    /** Of a replica whose steps are evenly spaced. */
    SlidingRows(Trajectory x, int replica, AnalysisSettings settings) {
        this.x = x;
        this.reader = x.reader(replica);
        this.settings = settings;
    }

    /** The next window's rows, not to be kept. Throws IndexOutOfBoundsException when there is no further one. */
    List<BlockRow> next() {
        if (!window.isEmpty()) {
            window.subList(0, Math.min(settings.hop(), window.size())).clear();
            next += Math.max(0, settings.hop() - settings.window()); // rows between windows that do not meet
        }
        while (window.size() < settings.window()) {
            window.add(row(next++));
        }
        return window;
    }

    private BlockRow row(int index) {
        int from = index * settings.blockMean();
        return BlockRow.mean(
                x,
                reader,
                IntStream.range(from, from + settings.blockMean()).boxed().toList());
    }
}
