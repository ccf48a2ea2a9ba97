/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import io.github.koopwatch.koopman.dmd.Spectrum;

/**
 * What one full window of an analysis says to the detectors of windows.
 *
 * @param firstStep of the first snapshot in it
 * @param lastStep of the last one
 * @param rows rows in the window
 * @param rowStride steps between rows
 * @param effectiveRank of the centred rows
 * @param updateEnergy mean squared update over the last hop rows; NaN where there is none
 * @param floor what rounding of float32 makes of such a mean
 * @param previousW1 distance to the last window without common rows, NaN where there is none
 * @param nullW1 mean distance that sampling noise of one window makes
 */
public record WindowFigures(
        long firstStep,
        long lastStep,
        int rows,
        long rowStride,
        Spectrum spectrum,
        double effectiveRank,
        double updateEnergy,
        double floor,
        double previousW1,
        double nullW1) {}
