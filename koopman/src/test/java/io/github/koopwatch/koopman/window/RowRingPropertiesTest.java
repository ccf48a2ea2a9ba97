/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.window.RowRing.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** A ring under any sequence of appends, evictions, stops and new beginnings. */
class RowRingPropertiesTest {
    /** A ring that is dropped and restored at random equals the one that lived on, bit by bit, at every step. */
    @Property(seed = "41", tries = 150)
    void appendsAndRestores_inAnyOrder_areBitwiseTheUndisturbedRing(
            @ForAll @LongRange(max = 100_000) long seed,
            @ForAll @IntRange(min = 1, max = 9) int capacity,
            @ForAll @IntRange(min = 1, max = 21) int dimension) {
        Random random = new Random(seed);
        RowRing undisturbed = new RowRing(dimension, capacity);
        RowRing disturbed = undisturbed;
        List<StoredRow> stored = new ArrayList<>();
        long step = random.nextInt(5);
        for (int t = 0; t < 40; t++) {
            if (random.nextInt(4) == 0) {
                disturbed = RowRing.restore(dimension, capacity, t, i -> stored.get((int) i));
            }
            StoredRow row = new StoredRow(step, step + random.nextInt(3), row(random, dimension));
            stored.add(row);
            undisturbed.append(row.firstStep(), row.lastStep(), row.row());
            if (disturbed != undisturbed) {
                disturbed.append(row.firstStep(), row.lastStep(), row.row());
            }
            step = row.lastStep() + 1 + random.nextInt(50);
            assertSame(disturbed, undisturbed);
        }
    }

    /** Nothing that has left the ring is left in its numbers: each is the product of the rows it names. */
    @Property(seed = "42", tries = 150)
    void everyNumber_isThatOfTheRowsHeld(
            @ForAll @LongRange(max = 100_000) long seed,
            @ForAll @IntRange(min = 1, max = 9) int capacity,
            @ForAll @IntRange(min = 1, max = 21) int dimension,
            @ForAll @IntRange(min = 1, max = 40) int rows) {
        Random random = new Random(seed);
        RowRing ring = new RowRing(dimension, capacity);
        for (int t = 0; t < rows; t++) {
            ring.append(t, t, row(random, dimension));
        }
        assertThat(ring.count()).isEqualTo(rows);
        assertThat(ring.oldest()).isEqualTo(Math.max(0, rows - capacity));
        for (long i = ring.oldest(); i < rows; i++) {
            for (long j = ring.oldest(); j < rows; j++) {
                double apart = ring.displaced(i, i) + ring.displaced(j, j) - 2 * ring.displaced(i, j);
                double size = ring.displaced(i, i) + ring.displaced(j, j);
                assertThat(ring.displaced(i, j)).isEqualTo(ring.displaced(j, i));
                assertThat(apart).isCloseTo(product(ring, i, j, i, j), within(1e-13 * size));
            }
            if (i > ring.oldest()) {
                double square = product(ring, i, i - 1, i, i - 1);
                assertThat(ring.updateSquare(i)).isCloseTo(square, within(1e-14 * square));
            }
            if (i > ring.oldest() + 1) {
                double size = Math.sqrt(ring.updateSquare(i) * ring.updateSquare(i - 1));
                assertThat(ring.updateProduct(i))
                        .isCloseTo(product(ring, i, i - 1, i - 1, i - 2), within(1e-13 * size));
            }
            double raw = ring.displaced(i, i) + 2 * ring.onAnchor(i) + ring.anchorSquare();
            assertThat(raw).isCloseTo(square(ring.row(i)), within(1e-12 * (square(ring.row(i)) + ring.anchorSquare())));
        }
    }

    /** A row that is refused leaves the ring as it was. */
    @Property(seed = "43", tries = 100)
    void refusedRows_leaveNoTrace(
            @ForAll @LongRange(max = 100_000) long seed, @ForAll @IntRange(min = 1, max = 5) int capacity) {
        Random random = new Random(seed);
        RowRing clean = new RowRing(4, capacity);
        RowRing tried = new RowRing(4, capacity);
        for (int t = 0; t < 15; t++) {
            float[] bad = row(random, random.nextBoolean() ? 4 : 3);
            if (bad.length == 4) {
                bad[random.nextInt(4)] = Float.NaN;
            }
            long step = t;
            assertThatThrownBy(() -> tried.append(step, step, bad)).isInstanceOf(IllegalArgumentException.class);
            float[] good = row(random, 4);
            clean.append(t, t, good);
            tried.append(t, t, good);
            assertSame(tried, clean);
        }
    }

    private static void assertSame(RowRing actual, RowRing expected) {
        assertThat(actual.count()).isEqualTo(expected.count());
        assertThat(actual.anchorSquare()).isEqualTo(expected.anchorSquare());
        for (long i = expected.oldest(); i < expected.count(); i++) {
            assertThat(actual.row(i)).containsExactly(expected.row(i));
            assertThat(actual.firstStep(i)).isEqualTo(expected.firstStep(i));
            assertThat(actual.lastStep(i)).isEqualTo(expected.lastStep(i));
            assertThat(actual.onAnchor(i)).isEqualTo(expected.onAnchor(i));
            for (long j = expected.oldest(); j < expected.count(); j++) {
                assertThat(actual.displaced(i, j)).isEqualTo(expected.displaced(i, j));
            }
            if (i > expected.oldest()) {
                assertThat(actual.updateSquare(i)).isEqualTo(expected.updateSquare(i));
            }
            if (i > expected.oldest() + 1) {
                assertThat(actual.updateProduct(i)).isEqualTo(expected.updateProduct(i));
            }
        }
    }

    /** Sizes over many decades. */
    private static float[] row(Random random, int dimension) {
        float[] row = new float[dimension];
        double size = Math.pow(10, random.nextInt(7) - 3);
        for (int k = 0; k < dimension; k++) {
            row[k] = (float) (size * random.nextGaussian());
        }
        return row;
    }

    /** &lt;a - b, c - d&gt;. */
    private static double product(RowRing ring, long a, long b, long c, long d) {
        double sum = 0;
        for (int k = 0; k < ring.dimension(); k++) {
            sum += ((double) ring.row(a)[k] - ring.row(b)[k]) * ((double) ring.row(c)[k] - ring.row(d)[k]);
        }
        return sum;
    }

    private static double square(float[] row) {
        double sum = 0;
        for (float x : row) {
            sum += (double) x * x;
        }
        return sum;
    }
}
