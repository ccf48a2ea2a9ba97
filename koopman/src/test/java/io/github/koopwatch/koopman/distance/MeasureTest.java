/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static final Eigenvalues TWO = new Eigenvalues(new double[] {1, 0}, new double[2]);
    private static final Eigenvalues ONE = new Eigenvalues(new double[] {0}, new double[1]);

    @Test
    void w1_massesThatDiffer_countThemselves() {
        assertThat(Wasserstein.w1(Measure.of(TWO, new double[] {0.25, 0.75}), Measure.uniform(ONE)))
                .isCloseTo(0.25, within(1e-15));
    }

    @Test
    void w1_massesRoundedToFloat32_areSharesOfTheirSum() {
        double third = 1f / 3;
        Eigenvalues three = new Eigenvalues(new double[] {3, 2, 1}, new double[3]);
        Measure rounded = Measure.of(three, new double[] {third, third, third});
        assertThat(Wasserstein.w1(rounded, Measure.uniform(ONE))).isCloseTo(2, within(1e-14));
    }

    @Test
    void moved_isTheLongestWayOfTheBestMatching() {
        Eigenvalues a = new Eigenvalues(new double[] {0.9, 0.5, 0.1}, new double[3]);
        Eigenvalues b = new Eigenvalues(new double[] {0.9, 0.55, 0.1}, new double[] {0, 0, 0.2});
        assertThat(Wasserstein.moved(a, b)).isEqualTo(new Moved(0.1, 0, 0.1, 0.2, 0.2));
    }

    /** 0 to 2 with 1 at rest costs the same, but two modes moved by 1 each. */
    @Test
    void moved_onALine_isNoDetourAroundModesAtRest() {
        Eigenvalues a = new Eigenvalues(new double[] {0, 1}, new double[2]);
        Eigenvalues b = new Eigenvalues(new double[] {1, 2}, new double[2]);
        assertThat(Wasserstein.moved(a, b).by()).isEqualTo(1);
        assertThat(Wasserstein.moved(Measure.uniform(a), Measure.uniform(b)).by())
                .isEqualTo(1);
    }

    /** No mass stays over where thirds and halves are no whole numbers of a binary unit. */
    @Test
    void moved_unequalCounts_isAWayThatMassTakes() {
        Eigenvalues three = new Eigenvalues(new double[] {2, 1, 0}, new double[3]);
        assertThat(Wasserstein.moved(TWO, three)).isEqualTo(new Moved(1, 0, 2, 0, 1));
        double third = 1.0 / 3;
        Measure thirds = Measure.of(three, new double[] {third, third, third});
        assertThat(Wasserstein.moved(thirds, Measure.uniform(three)).by()).isZero();
        assertThat(Wasserstein.moved(Measure.of(TWO, new double[] {third, 2 * third}), Measure.uniform(ONE)))
                .isEqualTo(new Moved(1, 0, 0, 0, 1));
    }

    @Test
    void moved_pointWithoutMass_doesNotMove() {
        assertThat(Wasserstein.moved(Measure.of(TWO, new double[] {0, 1}), Measure.uniform(ONE))
                        .by())
                .isZero();
    }

    @Test
    void measure_thatIsNone_isRefused() {
        assertThatThrownBy(() -> Measure.of(TWO, new double[] {1}))
                .hasMessage("masses: expected one for each of at least one eigenvalue, got 1 for 2");
        assertThatThrownBy(() -> Measure.of(TWO, new double[] {-0.5, 1.5}))
                .hasMessage("mass: expected a finite number of at least 0, got -0.5");
        assertThatThrownBy(() -> Measure.of(TWO, new double[] {0.5, Double.NaN}))
                .hasMessageContaining("got NaN");
        assertThatThrownBy(() -> Measure.of(TWO, new double[] {0.5, 0.6}))
                .hasMessage("masses: expected a sum of 1 within 1.0E-4, got 1.1");
        assertThatThrownBy(() -> Measure.uniform(new Eigenvalues(new double[0], new double[0])))
                .hasMessageContaining("at least one eigenvalue");
    }
}
