/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SizeTest {
    @Test
    void slope_ofALine_isExact() {
        double[] slope = Size.slope(new double[] {0, 1, 2, 4}, new double[] {5, 7, 9, 13});
        assertThat(slope[0]).isCloseTo(2, within(1e-12));
        assertThat(slope[1]).isCloseTo(0, within(1e-7));
    }

    /** y = 1, 2, 4 at 0, 1, 2: slope 1.5, residuals 1/6, −1/3, 1/6, so s² = 1/6 and the error √(1/6 / 2). */
    @Test
    void slope_withResiduals_hasTheTextbooksError() {
        double[] slope = Size.slope(new double[] {0, 1, 2}, new double[] {1, 2, 4});
        assertThat(slope[0]).isCloseTo(1.5, within(1e-12));
        assertThat(slope[1]).isCloseTo(Math.sqrt(1.0 / 12), within(1e-12));
    }
}
