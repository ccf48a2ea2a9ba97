/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.window.RowRing;

/** The fit of the Gram matrix, with its fallback. */
class DmdContractTest extends FitContract {
    @Override
    DmdResult fit(RowRing ring, Span span, AnalysisSettings settings) {
        return Dmd.fit(ring, span, settings);
    }
}
