/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.window.RowRing;

/** Dynamic mode decomposition of a span of rows. */
public final class Dmd {
    private Dmd() {}

    /** The spectrum of the span, or the reason why it has none. */
    public static DmdResult fit(RowRing ring, Span span, AnalysisSettings settings) {
        return new Degenerate("fewer than 3 pairs");
    }
}
