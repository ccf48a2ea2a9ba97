/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What makes the sketch worth having: it is linear, takes parameters in pieces, and keeps squared lengths. */
class SketchPropertiesTest {
    private static final int SEEDS = 100;

    /**
     * The relative standard deviation of ‖S x‖² over seeds on updates of low rank with entries of one sign, which a
     * sketch without element signs gets ten times wrong. Widths of the matrix that divide the sketch's, and not.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 300, 300",
        "1, 64, 1024",
        "1, 1024, 64",
        "1, 50, 2000",
        "16, 300, 300",
        "16, 64, 1024",
        "16, 1024, 64"
    })
    void values_lowRankUpdate_keepTheSquaredLength(int rank, int rows, int columns) {
        float[] update = nonNegative(new Random(100L * rows + rank), rank, rows, columns);
        double square = square(doubles(update));
        double[] ratios = new double[SEEDS];
        Arrays.setAll(ratios, seed -> square(sketch(Sketch.WIDTH, seed, update)) / square);
        double mean = Arrays.stream(ratios).average().orElseThrow();
        double deviation = Math.sqrt(
                Arrays.stream(ratios).map(r -> (r - 1) * (r - 1)).average().orElseThrow());
        double most = 3 / Math.sqrt(Sketch.WIDTH);
        assertThat(deviation).isLessThanOrEqualTo(most);
        assertThat(mean).isCloseTo(1, within(4 * most / Math.sqrt(SEEDS)));
    }

    /** Whatever the cut, the sums are those of the whole, in the same order. */
    @Property(seed = "21", tries = 200)
    void add_inAscendingParts_isBitwiseTheWhole(
            @ForAll @LongRange(max = 1000) long salt,
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(max = 300) int length) {
        Random random = new Random(salt);
        float[] values = numbers(random, length);
        Sketch parts = new Sketch(width, 3);
        for (int from = 0; from < length; ) {
            int to = Math.min(length, from + 1 + random.nextInt(50));
            parts.add("w", from, Arrays.copyOfRange(values, from, to));
            from = to;
        }
        assertThat(parts.values()).containsExactly(sketch(width, 3, values));
    }

    @Property(seed = "22", tries = 200)
    void add_shardsInAnyOrder_addUp(
            @ForAll @LongRange(max = 1000) long salt,
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 2, max = 300) int length) {
        Random random = new Random(salt);
        float[] values = numbers(random, length);
        int cut = 1 + random.nextInt(length - 1);
        Sketch second = new Sketch(width, 3);
        second.add("w", cut, values, cut, length);
        Sketch first = new Sketch(width, 3);
        first.add("w", 0, values, 0, cut);
        second.add(first);
        double size = Math.sqrt(square(doubles(values)) * length);
        assertThat(second.values()).containsExactly(sketch(width, 3, values), within(1e-15 * size));
    }

    @Property(seed = "23", tries = 100)
    void values_areLinear(@ForAll @LongRange(max = 1000) long salt, @ForAll @IntRange(min = 1, max = 40) int width) {
        Random random = new Random(salt);
        float[] x = halves(random, 200);
        float[] y = halves(random, 200);
        float[] sum = new float[200];
        for (int k = 0; k < sum.length; k++) {
            sum[k] = 4 * x[k] - y[k];
        }
        double[] sx = sketch(width, 0, x);
        double[] sy = sketch(width, 0, y);
        double[] expected = new double[width];
        Arrays.setAll(expected, j -> 4 * sx[j] - sy[j]);
        assertThat(sketch(width, 0, sum)).containsExactly(expected);
    }

    /** Each row is rotated and signed, so a parameter no longer than the width keeps its length exactly. */
    @Property(seed = "24", tries = 100)
    void values_ofOneRow_keepTheLength(
            @ForAll @LongRange(max = 1000) long salt, @ForAll @IntRange(min = 1, max = 64) int length) {
        float[] values = halves(new Random(salt), length);
        assertThat(square(sketch(64, salt, values))).isEqualTo(square(doubles(values)));
    }

    @Test
    void misuse_isRefused() {
        assertThatThrownBy(() -> new Sketch(0, 0)).hasMessage("width: expected at least 1, got 0");
        assertThatThrownBy(() -> new Sketch(4, 0).add("w", -1, new float[1]))
                .hasMessage("offset: expected at least 0, got -1");
        assertThatThrownBy(() -> new Sketch(4, -1).add(new Sketch(4, 0)))
                .hasMessage("sketch: expected width 4 and seed 18446744073709551615, got 4 and 0");
        assertThatThrownBy(() -> SketchLayout.ranges(5, 4)).hasMessage("groups: expected 1 to 4, got 5");
    }

    private static double[] sketch(int width, long seed, float[] values) {
        Sketch sketch = new Sketch(width, seed);
        sketch.add("w", values);
        return sketch.values();
    }

    /** A sum of {@code rank} products of vectors with entries in [0, 1). */
    private static float[] nonNegative(Random random, int rank, int rows, int columns) {
        double[] sum = new double[rows * columns];
        for (int r = 0; r < rank; r++) {
            double[] u = random.doubles(rows).toArray();
            double[] v = random.doubles(columns).toArray();
            Arrays.setAll(sum, k -> sum[k] + u[k / columns] * v[k % columns]);
        }
        float[] update = new float[sum.length];
        for (int k = 0; k < update.length; k++) {
            update[k] = (float) sum[k];
        }
        return update;
    }

    private static float[] numbers(Random random, int length) {
        float[] values = new float[length];
        for (int k = 0; k < length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Every sum of them is exact. */
    private static float[] halves(Random random, int length) {
        float[] values = new float[length];
        for (int k = 0; k < length; k++) {
            values[k] = (random.nextInt(101) - 50) / 2f;
        }
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, k -> values[k]);
        return doubles;
    }

    private static double square(double[] values) {
        return Arrays.stream(values).map(v -> v * v).sum();
    }
}
