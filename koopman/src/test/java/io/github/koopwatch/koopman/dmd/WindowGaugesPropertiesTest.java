/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static io.github.koopwatch.koopman.Samples.all;
import static io.github.koopwatch.koopman.Samples.ring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.window.RowRing;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class WindowGaugesPropertiesTest {
    /** At least one direction moves, and no more than coordinates or rows minus their mean allow. */
    @Property(seed = "51", tries = 200)
    void effectiveRank_liesBetweenOneAndTheRank(
            @ForAll @LongRange(max = 100_000) long seed,
            @ForAll @IntRange(min = 2, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 20) int dimension,
            @ForAll @IntRange(min = 1, max = 20) int directions) {
        RowRing ring = ring(rows, walk(seed, rows, dimension, directions));
        double effective = WindowGauges.of(ring, all(ring), 10).effectiveRank();
        int most = Math.min(Math.min(dimension, directions), rows - 1);
        assertThat(effective).isBetween(1 - 1e-9, most + 1e-6);
    }

    /** Equal motion along each of n axes is rank n. */
    @Property(seed = "52", tries = 20)
    void effectiveRank_ofEqualDirections_isTheirNumber(
            @ForAll @IntRange(min = 1, max = 12) int directions, @ForAll @IntRange(min = -20, max = 20) int power) {
        float[][] rows = new float[2 * directions][directions];
        for (int k = 0; k < directions; k++) {
            rows[2 * k][k] = Math.scalb(1f, power);
            rows[2 * k + 1][k] = -Math.scalb(1f, power);
        }
        RowRing ring = ring(rows.length, rows);
        assertThat(WindowGauges.of(ring, all(ring), 10).effectiveRank()).isCloseTo(directions, within(1e-9));
    }

    @Property(seed = "53", tries = 100)
    void updates_areThoseOfTheLastHopRows(
            @ForAll @LongRange(max = 100_000) long seed,
            @ForAll @IntRange(min = 3, max = 40) int rows,
            @ForAll @IntRange(min = 1, max = 50) int hop) {
        float[][] walk = walk(seed, rows, 6, 6);
        RowRing ring = ring(rows, walk);
        WindowGauges gauges = WindowGauges.of(ring, all(ring), hop);
        double energy = 0;
        int updates = 0;
        for (int t = Math.max(1, rows - hop); t < rows; t++) {
            for (int k = 0; k < 6; k++) {
                energy += Math.pow((double) walk[t][k] - walk[t - 1][k], 2);
            }
            updates++;
        }
        assertThat(gauges.updateEnergy()).isCloseTo(energy / updates, within(1e-12 * energy));
        assertThat(gauges.updateCoherence()).isBetween(-1.0, 1.0);
    }

    /** Rows walk in a subspace of random, hence independent, directions. */
    private static float[][] walk(long seed, int rows, int dimension, int directions) {
        Random random = new Random(seed);
        double[][] frame = new double[directions][dimension];
        for (double[] direction : frame) {
            for (int k = 0; k < dimension; k++) {
                direction[k] = Math.round(4 * random.nextGaussian()); // whole numbers: the rows leave it by no rounding
            }
        }
        frame[0][0] += 1;
        float[][] walk = new float[rows][dimension];
        for (int t = 1; t < rows; t++) {
            walk[t] = walk[t - 1].clone();
            for (double[] direction : frame) {
                long amount = Math.round(3 * random.nextGaussian()) + (t == 1 ? 1 : 0);
                for (int k = 0; k < dimension; k++) {
                    walk[t][k] += (float) (amount * direction[k]);
                }
            }
        }
        return walk;
    }
}
