/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.koopman.distance.Moved;

/**
 * The mode that the optimal matching of two spectra moves most.
 *
 * @param from [re, im] in the first
 * @param to [re, im] in the second
 * @param by length of the way
 */
public record MovedMode(double[] from, double[] to, double by) {
    static MovedMode of(Moved moved) {
        return new MovedMode(
                new double[] {moved.fromRe(), moved.fromIm()}, new double[] {moved.toRe(), moved.toIm()}, moved.by());
    }
}
