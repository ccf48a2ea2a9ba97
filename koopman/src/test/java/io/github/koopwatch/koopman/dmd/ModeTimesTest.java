/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ModeTimesTest {
    @Test
    void of_decay_halvesInTheStepsItTakes() {
        ModeTimes times = ModeTimes.of(Eigenvalues.of(new double[][] {{0.5, 0}, {Math.sqrt(0.5), 0}}), 1);
        assertThat(times.halfLives()[0]).isCloseTo(2, within(1e-12));
        assertThat(times.halfLives()[1]).isCloseTo(1, within(1e-12));
        assertThat(times.frequencies()).containsExactly(0, 0);
    }

    @Test
    void of_rowsSeveralStepsApart_countsSteps() {
        ModeTimes times = ModeTimes.of(Eigenvalues.of(new double[][] {{0, 0.5}, {0, -0.5}}), 20);
        assertThat(times.halfLives()[0]).isCloseTo(20, within(1e-12));
        assertThat(times.frequencies()[0]).isCloseTo(1 / 80.0, within(1e-15));
        assertThat(times.frequencies()[1]).isEqualTo(times.frequencies()[0]);
    }

    @Test
    void of_growth_hasNoHalfLife() {
        ModeTimes times = ModeTimes.of(Eigenvalues.of(new double[][] {{1, 0}, {-1.2, 0}, {0.8, 0.6000001}}), 1);
        assertThat(times.halfLives()).containsOnly(Double.NaN);
    }

    @Test
    void of_negativeReal_isAPeriodOfTwo() {
        assertThat(ModeTimes.of(Eigenvalues.of(new double[][] {{-0.9, 0}}), 1).frequencies())
                .containsExactly(0.5);
        assertThat(ModeTimes.of(Eigenvalues.of(new double[][] {{-0.9, -0.0}}), 1)
                        .frequencies())
                .containsExactly(0.5);
    }

    @Test
    void of_zero_isGoneAtOnce() {
        ModeTimes times = ModeTimes.of(Eigenvalues.of(new double[][] {{0, 0}}), 7);
        assertThat(times.halfLives()).containsExactly(0);
        assertThat(times.frequencies()).containsExactly(0);
    }
}
