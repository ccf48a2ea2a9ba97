/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {
    @Test
    void points_fewOfThem_areAllThereWithTheirGaps() {
        Series series = new Series();
        series.add(1, 5);
        series.add(2, Double.POSITIVE_INFINITY);
        series.add(4, -3);
        assertThat(series.points())
                .containsExactly(new double[] {1, 5}, new double[] {2, Double.NaN}, new double[] {4, -3});
    }

    @Test
    void points_aMillion_areBoundedAndKeepEverySpike() {
        Series series = new Series();
        for (int x = 0; x < 1_000_000; x++) {
            series.add(x, x == 123_456 ? 9 : x == 765_432 ? -9 : Math.sin(x));
        }
        List<double[]> points = series.points();
        assertThat(points).hasSizeBetween(1_000, 2_048).contains(new double[] {123_456, 9}, new double[] {765_432, -9});
        for (int i = 1; i < points.size(); i++) {
            assertThat(points.get(i)[0]).isGreaterThan(points.get(i - 1)[0]);
        }
    }

    @Test
    void hasValues_onlyNaN_isFalse() {
        Series series = new Series();
        series.add(0, Double.NaN);
        assertThat(series.hasValues()).isFalse();
    }
}
