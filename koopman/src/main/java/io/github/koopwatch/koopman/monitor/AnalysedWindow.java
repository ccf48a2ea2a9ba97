/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.dmd.DmdResult;
import io.github.koopwatch.koopman.dmd.WindowGauges;
import java.util.List;

/**
 * One window of one analysis.
 *
 * @param partial true for the early spectrum before the first full window
 * @param firstStep step of the first raw snapshot in it
 * @param lastStep step of the last one
 * @param rowStride steps between consecutive rows
 * @param modes slot of the tracked mode of each eigenvalue; empty for a degenerate window
 * @param references distances to earlier windows of the same analysis
 */
public record AnalysedWindow(
        AnalysisSettings settings,
        boolean partial,
        long firstStep,
        long lastStep,
        long rowStride,
        DmdResult result,
        int[] modes,
        WindowGauges gauges,
        List<ReferenceDistance> references) {
    /** Which earlier window a distance refers to. */
    public enum Reference {
        /** The last window without common rows. */
        PREVIOUS,
        /** The first full window of the incarnation. */
        EARLY
    }

    /**
     * @param w1 Wasserstein distance of the spectra
     * @param nullW1 mean distance that sampling noise of one window makes; NaN until it was estimated
     */
    public record ReferenceDistance(Reference reference, double w1, double nullW1) {}
}
