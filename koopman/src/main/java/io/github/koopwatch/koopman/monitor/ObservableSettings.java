/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.AnalysisSettings;
import java.util.List;

/**
 * What an observable is and what is computed of it.
 *
 * @param dimension values per snapshot
 * @param groups coordinate ranges [from, to) of parameter groups, or none
 * @param stride steps between snapshots; 0: the first two declare it
 * @param burst snapshots per burst of consecutive ones; 0: none, and then missing rows may start a window anew
 * @param analyses at least one
 */
public record ObservableSettings(
        int dimension, List<int[]> groups, long stride, int burst, List<AnalysisSettings> analyses) {
    public ObservableSettings {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension: expected at least 1, got " + dimension);
        }
        if (stride < 0 || burst < 0) {
            throw new IllegalArgumentException(
                    "stride and burst: expected at least 0, got " + stride + " and " + burst);
        }
        if (analyses.isEmpty()) {
            throw new IllegalArgumentException("analyses: expected at least one, got none");
        }
        groups = List.copyOf(groups);
        analyses = List.copyOf(analyses);
    }

    /** Rows that the ring of a block mean must hold. */
    int capacity(int blockMean) {
        int rows = blockMean == 1 ? RawRows.HELD : 0;
        for (AnalysisSettings analysis : analyses) {
            if (analysis.blockMean() == blockMean) {
                rows = Math.max(rows, analysis.window());
            }
        }
        return rows;
    }
}
