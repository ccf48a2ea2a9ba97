/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LossesTest {
    @Test
    void scatter_isPooledAboutEachArmsMean() {
        Losses losses = Losses.of(new double[] {1, 2, 3}, new double[] {10, 12});
        assertThat(losses.meanA()).isEqualTo(2);
        assertThat(losses.meanB()).isEqualTo(11);
        assertThat(losses.scatter()).isCloseTo(Math.sqrt((2 + 2) / 3.0), within(1e-15));
        assertThat(losses.agree()).isFalse();
    }

    @Test
    void lossesAgree_withinOneReplicasScatter() {
        assertThat(Losses.of(new double[] {1, 3}, new double[] {2, 4}).agree()).isTrue();
        assertThat(Losses.of(new double[] {1, 3}, new double[] {3, 5}).agree()).isFalse();
    }

    @Test
    void withoutLosses_nothingAgrees() {
        assertThat(Losses.of(new double[] {Double.NaN, Double.NaN}, new double[] {1, 1})
                        .agree())
                .isFalse();
        assertThat(Losses.of(new double[] {1}, new double[] {1}).agree()).isFalse();
    }
}
