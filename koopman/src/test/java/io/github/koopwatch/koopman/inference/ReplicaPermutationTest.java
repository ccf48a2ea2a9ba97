/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaPermutationTest {
    /** mean(AB) = 5, mean(AA) = (0 + 1 + 1 + 0)/4, mean(BB) = (0 + 2 + 2 + 0)/4. */
    @Test
    void energy_countsTheZeroDiagonal() {
        double[][] distances = {{0, 1, 4, 6}, {1, 0, 4, 6}, {4, 4, 0, 2}, {6, 6, 2, 0}};
        assertThat(ReplicaPermutation.energy(distances, 2)).isCloseTo(10 - 0.5 - 1, within(1e-15));
    }

    /** Arms far apart: only the true split and, for equal arms, its mirror image reach the energy. */
    @ParameterizedTest
    @CsvSource({"4, 4, 70, 2", "3, 3, 20, 2", "6, 6, 924, 2", "3, 4, 35, 1", "1, 5, 6, 1"})
    void pValue_armsFarApart_isTheSmallestPossible(int a, int b, int splits, int reaching) {
        assertThat(ReplicaPermutation.pValue(arms(a, b, 10, 1), a)).isEqualTo((double) reaching / splits);
    }

    @Test
    void pValue_allEqualDistances_isOne() {
        double[][] distances = new double[6][6];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                distances[i][j] = i == j ? 0 : 0.1;
            }
        }
        assertThat(ReplicaPermutation.pValue(distances, 3)).isEqualTo(1);
    }

    /** Under the null, P(p <= α) <= α over random points of one law; exact tests on 400 seeded tables. */
    @Test
    void pValue_oneLaw_isNoMoreOftenSmallThanItSays() {
        int small = 0;
        for (int trial = 0; trial < 400; trial++) {
            small += ReplicaPermutation.pValue(arms(4, 4, 0, trial), 4) <= 0.1 ? 1 : 0;
        }
        // binomial with 400 draws of at most 0.1: mean 40, five standard errors 30
        assertThat(small).isBetween(10, 70);
    }

    /** C(20, 10) = 184,756 splits are drawn: the smallest value is 1/10,000. */
    @Test
    void pValue_manyReplicas_drawsSplits() {
        double far = ReplicaPermutation.pValue(arms(10, 10, 10, 1), 10);
        assertThat(far).isLessThanOrEqualTo(3e-4).isGreaterThanOrEqualTo(1e-4);
        assertThat(ReplicaPermutation.pValue(arms(10, 10, 0, 2), 10)).isGreaterThan(0.001);
        assertThat(ReplicaPermutation.pValue(arms(10, 10, 10, 1), 10)).isEqualTo(far);
    }

    @Test
    void pValue_badInput_isRefused() {
        assertThatThrownBy(() -> ReplicaPermutation.pValue(new double[3][3], 3))
                .hasMessage("replicas of arm A: expected 1 to 2, got 3");
        assertThatThrownBy(() -> ReplicaPermutation.energy(new double[3][2], 1))
                .hasMessage("distances: expected rows of 3, got 2");
    }

    /** Distances of points on a line, arm B shifted. */
    private static double[][] arms(int a, int b, double shift, long seed) {
        double[] points = new Random(seed).doubles(a + b).toArray();
        for (int i = a; i < a + b; i++) {
            points[i] += shift;
        }
        double[][] distances = new double[a + b][a + b];
        for (int i = 0; i < a + b; i++) {
            for (int j = 0; j < a + b; j++) {
                distances[i][j] = Math.abs(points[i] - points[j]);
            }
        }
        return distances;
    }
}
