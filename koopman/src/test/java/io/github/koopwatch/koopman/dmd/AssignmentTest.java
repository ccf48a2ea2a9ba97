/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssignmentTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "5, 5", "7, 7", "1, 6", "4, 6", "6, 7"})
    void solve_randomCosts_isTheBestOfAllAssignments(int rows, int columns) {
        Random random = new Random(31L * rows + columns);
        for (int trial = 0; trial < 30; trial++) {
            boolean ties = trial % 3 == 0;
            double[][] cost = new double[rows][columns];
            for (double[] row : cost) {
                Arrays.setAll(row, j -> ties ? random.nextInt(3) : random.nextDouble());
            }
            int[] columnOf = Assignment.solve(cost);
            assertThat(Arrays.stream(columnOf).distinct().count()).isEqualTo(rows);
            double total = 0;
            for (int i = 0; i < rows; i++) {
                total += cost[i][columnOf[i]];
            }
            assertThat(total).isCloseTo(best(cost, 0, new boolean[columns]), within(1e-12));
        }
    }

    @Test
    void solve_negativeCosts_isExact() {
        assertThat(Assignment.solve(new double[][] {{-1, -5}, {-2, -7}})).containsExactly(0, 1);
        assertThat(Assignment.solve(new double[0][])).isEmpty();
    }

    @Test
    void solve_fewerColumnsThanRows_isRefused() {
        assertThatThrownBy(() -> Assignment.solve(new double[3][2]))
                .hasMessage("cost: expected at least as many columns as rows, got 3 x 2");
    }

    private static double best(double[][] cost, int row, boolean[] taken) {
        if (row == cost.length) {
            return 0;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int j = 0; j < taken.length; j++) {
            if (!taken[j]) {
                taken[j] = true;
                best = Math.min(best, cost[row][j] + best(cost, row + 1, taken));
                taken[j] = false;
            }
        }
        return best;
    }
}
