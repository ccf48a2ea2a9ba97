/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.window.RowRing;

/** The effective rank of a window: exp(entropy of σ²/Σσ²) of its rows minus their mean (Roy and Vetterli 2007). */
final class EffectiveRank {
    private EffectiveRank() {}

    static double of(RowRing ring, Span span, int rows) {
        return 0;
    }
}
