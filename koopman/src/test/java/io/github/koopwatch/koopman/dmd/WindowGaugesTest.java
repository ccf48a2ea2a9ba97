/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static io.github.koopwatch.koopman.Samples.append;
import static io.github.koopwatch.koopman.Samples.ring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.window.RowRing;
import org.junit.jupiter.api.Test;

class WindowGaugesTest {
    @Test
    void of_straightLine_isCoherentAndOfRankOne() {
        float[][] rows = new float[20][3];
        for (int t = 0; t < 20; t++) {
            rows[t] = new float[] {5 + 3 * t, 4 * t, -7};
        }
        WindowGauges gauges = WindowGauges.of(ring(20, rows), new Span(0, 20, 1), 10);
        assertThat(gauges.updateEnergy()).isEqualTo(25);
        assertThat(gauges.updateCoherence()).isCloseTo(1, within(1e-15));
        assertThat(gauges.effectiveRank()).isCloseTo(1, within(1e-10));
    }

    @Test
    void of_zigzag_hasCoherenceMinusOne() {
        float[][] rows = new float[10][1];
        for (int t = 0; t < 10; t++) {
            rows[t][0] = t % 2;
        }
        assertThat(WindowGauges.of(ring(10, rows), new Span(0, 10, 1), 3).updateCoherence())
                .isEqualTo(-1);
    }

    /** ± each axis: four directions of equal energy. */
    @Test
    void effectiveRank_equalDirections_countsThem() {
        float[][] rows = new float[8][6];
        for (int t = 0; t < 8; t++) {
            rows[t][t / 2] = t % 2 == 0 ? 1 : -1;
        }
        assertThat(WindowGauges.of(ring(8, rows), new Span(0, 8, 1), 8).effectiveRank())
                .isCloseTo(4, within(1e-12));
    }

    /** σ² shares 0.8 and 0.2. */
    @Test
    void effectiveRank_unequalDirections_isTheExponentialOfTheEntropy() {
        float[][] rows = {{2, 0}, {-2, 0}, {0, 1}, {0, -1}};
        double entropy = -0.8 * Math.log(0.8) - 0.2 * Math.log(0.2);
        assertThat(WindowGauges.of(ring(4, rows), new Span(0, 4, 1), 4).effectiveRank())
                .isCloseTo(Math.exp(entropy), within(1e-12));
    }

    @Test
    void of_lastRows_countsOnlyUpdatesThatEndThere() {
        float[][] rows = {{0}, {100}, {101}, {103}};
        RowRing ring = ring(4, rows);
        assertThat(WindowGauges.of(ring, new Span(0, 4, 1), 2).updateEnergy()).isEqualTo((1 + 4) / 2.0);
        assertThat(WindowGauges.of(ring, new Span(0, 4, 1), 1).updateCoherence())
                .isEqualTo(1);
        assertThat(WindowGauges.of(ring, new Span(0, 4, 1), 9).updateEnergy()).isEqualTo((10000 + 1 + 4) / 3.0);
        assertThat(WindowGauges.of(ring, new Span(2, 4, 1), 9).updateEnergy()).isEqualTo(4);
        assertThat(WindowGauges.of(ring, new Span(2, 4, 1), 9).updateCoherence())
                .isNaN();
    }

    @Test
    void of_gap_isNoUpdate() {
        RowRing ring = new RowRing(1, 10);
        long[] steps = {0, 1, 2, 10, 11, 20};
        float[] values = {0, 1, 2, 50, 49, 90};
        for (int t = 0; t < 6; t++) {
            append(ring, steps[t], new float[] {values[t]});
        }
        WindowGauges gauges = WindowGauges.of(ring, new Span(0, 6, 1), 6);
        assertThat(gauges.updateEnergy()).isEqualTo(1);
        assertThat(gauges.updateCoherence()).isEqualTo(1);
        assertThat(WindowGauges.of(ring, new Span(0, 6, 1), 1).updateEnergy()).isNaN();
    }

    @Test
    void of_frozenRows_areAtRest() {
        RowRing ring = ring(5, new float[5][3]);
        WindowGauges gauges = WindowGauges.of(ring, new Span(0, 5, 1), 3);
        assertThat(gauges.effectiveRank()).isZero();
        assertThat(gauges.updateEnergy()).isZero();
        assertThat(gauges.updateCoherence()).isNaN();
    }
}
