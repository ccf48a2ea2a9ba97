/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.window.RowRing;

/** The fit of the rows themselves. */
class SvdDmdContractTest extends FitContract {
    @Override
    DmdResult fit(RowRing ring, Span span, AnalysisSettings settings) {
        return SvdDmd.fit(ring, span, settings);
    }
}
