/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CoincidenceTest {
    /** SciPy's binom.sf(3, 10, 0.0101) and binom.sf(8, 200, 0.0101). */
    private static final double TEN = 2.0815302389561267e-6;

    private static final double MANY = 2.2853078785428047e-4;

    @Test
    void pValue_isTheBinomialTail() {
        assertThat(Coincidence.pValue(0, 5)).isEqualTo(1);
        assertThat(Coincidence.pValue(3, 3)).isCloseTo(1.030301e-6, within(1e-12));
        assertThat(Coincidence.pValue(4, 10) / TEN).isCloseTo(1, within(1e-9));
        assertThat(Coincidence.pValue(9, 200) / MANY).isCloseTo(1, within(1e-9));
    }

    @Test
    void twoRuns_areNeverAGroup() {
        assertThat(Coincidence.isNone(2, 2)).isFalse();
        assertThat(Coincidence.isNone(3, 3)).isTrue();
    }

    @Test
    void largerGroups_needMoreRuns() {
        assertThat(Coincidence.isNone(3, 10)).isFalse();
        assertThat(Coincidence.isNone(4, 10)).isTrue();
        assertThat(Coincidence.isNone(9, 200)).isFalse();
        assertThat(Coincidence.isNone(10, 200)).isTrue();
    }
}
