/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EigenvaluesTest {
    @Test
    void of_anyOrder_sortsByModulusThenUpperHalfPlane() {
        Eigenvalues values =
                Eigenvalues.of(new double[][] {{0.1, 0}, {0.6, -0.8}, {0.6, 0.8}, {-2, 0}, {-1, 0}, {1, 0}});
        assertThat(values.re()).containsExactly(-2, 1, 0.6, -1, 0.6, 0.1);
        assertThat(values.im()).containsExactly(0, 0, 0.8, 0, -0.8, 0);
        assertThat(values.modulus(2)).isEqualTo(1);
    }

    @Test
    void of_orderedValues_staysAsItIs() {
        Eigenvalues once = Eigenvalues.of(new double[][] {{0.3, 0.4}, {0.3, -0.4}, {0.2, 0}});
        assertThat(new Eigenvalues(once.re(), once.im())).isEqualTo(once).hasSameHashCodeAs(once);
    }

    @Test
    void distance_isEuclidean() {
        Eigenvalues a = Eigenvalues.of(new double[][] {{3, 0}});
        Eigenvalues b = Eigenvalues.of(new double[][] {{0, 4}});
        assertThat(a.distance(0, b, 0)).isEqualTo(5);
    }

    @Test
    void constructor_badValues_areRefused() {
        assertThatThrownBy(() -> new Eigenvalues(new double[2], new double[1]))
                .hasMessage("imaginary parts: expected 2 values, got 1");
        assertThatThrownBy(() -> Eigenvalues.of(new double[][] {{Double.NaN, 0}}))
                .hasMessage("eigenvalue: expected a finite number, got NaN");
        assertThatThrownBy(() -> Eigenvalues.of(new double[][] {{1}})).isInstanceOf(IllegalArgumentException.class);
    }
}
