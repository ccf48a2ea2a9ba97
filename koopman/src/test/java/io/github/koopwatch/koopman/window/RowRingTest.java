/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.window;

import static io.github.koopwatch.koopman.Samples.ring;
import static io.github.koopwatch.koopman.Samples.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.koopman.window.RowRing.StoredRow;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowRingTest {
    private static final int CAPACITY = 7;

    @Test
    void displaced_everyRowCount_equalsTheProductsTakenAfresh() {
        float[][] rows = walk(1, 40, 13, 1, 0.01);
        RowRing ring = new RowRing(13, CAPACITY);
        for (int n = 0; n < rows.length; n++) {
            ring.append(n, n, rows[n]);
            float[] anchor = rows[n / CAPACITY * CAPACITY];
            for (int i = (int) ring.oldest(); i <= n; i++) {
                for (int j = (int) ring.oldest(); j <= n; j++) {
                    double size = Math.sqrt(
                            product(rows[i], anchor, rows[i], anchor) * product(rows[j], anchor, rows[j], anchor));
                    assertThat(ring.displaced(i, j))
                            .isEqualTo(ring.displaced(j, i))
                            .isCloseTo(product(rows[i], anchor, rows[j], anchor), within(1e-14 * size));
                }
            }
        }
    }

    @Test
    void rawProducts_ofDisplacedAndAnchor_areThoseOfTheRows() {
        float[][] rows = walk(2, 10, 50, 1, 0.1);
        float[] zero = new float[50];
        RowRing ring = ring(CAPACITY, rows);
        for (int i = 3; i < 10; i++) {
            for (int j = 3; j < 10; j++) {
                double raw = ring.displaced(i, j) + ring.onAnchor(i) + ring.onAnchor(j) + ring.anchorSquare();
                assertThat(raw).isCloseTo(product(rows[i], zero, rows[j], zero), within(1e-12));
            }
        }
    }

    @Test
    void anchor_isTheNewestMultipleOfTheCapacity() {
        RowRing ring = ring(CAPACITY, walk(3, 20, 5, 1, 1));
        assertThat(ring.displaced(14, 14)).isZero();
        assertThat(ring.onAnchor(14)).isZero();
        assertThat(ring.displaced(15, 15)).isPositive();
    }

    /** Every row count up to three turns of the ring, and every later value of each restored ring. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, CAPACITY})
    void restore_atEveryRowCount_isBitwiseTheRingThatSawAllRows(int capacity) {
        float[][] rows = walk(4, 3 * capacity + 2, 11, 10, 1e-3);
        for (int n = 0; n <= rows.length; n++) {
            RowRing seen = new RowRing(11, capacity);
            append(seen, rows, 0, n);
            RowRing restored = RowRing.restore(11, capacity, n, i -> new StoredRow(3 * i, 3 * i + 2, rows[(int) i]));
            assertThat(values(restored)).isEqualTo(values(seen));
            append(seen, rows, n, rows.length);
            append(restored, rows, n, rows.length);
            assertThat(values(restored)).isEqualTo(values(seen));
        }
    }

    @Test
    void updates_tinyStepsOfLargeWeights_areExact() {
        float[] a = {1000f, -1000f};
        float[] b = {Math.nextUp(1000f), -1000f};
        float[] c = {Math.nextUp(1000f), Math.nextUp(-1000f)};
        float[] d = {Math.nextUp(Math.nextUp(1000f)), -1000f};
        double ulp = Math.ulp(1000f);
        RowRing ring = ring(4, a, b, c, d);
        assertThat(ring.updateSquare(1)).isEqualTo(ulp * ulp);
        assertThat(ring.updateProduct(2)).isZero();
        assertThat(ring.updateProduct(3)).isEqualTo(-ulp * ulp);
    }

    @Test
    void updates_whosePredecessorIsGone_areRefused() {
        RowRing ring = ring(4, walk(5, 9, 3, 1, 1));
        assertThat(ring.updateSquare(6)).isPositive();
        assertThatThrownBy(() -> ring.updateSquare(5)).hasMessageContaining("[5, 9)");
        assertThat(ring.updateProduct(7)).isNotNaN();
        assertThatThrownBy(() -> ring.updateProduct(6)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void append_copiesTheRow() {
        float[] row = {1, 2};
        RowRing ring = ring(3, row);
        row[0] = 9;
        assertThat(ring.row(0)).containsExactly(1, 2);
    }

    @Test
    void append_badRow_isRefusedAndLeavesNoTrace() {
        RowRing ring = ring(3, new float[] {1, 2});
        assertThatThrownBy(() -> ring.append(1, 1, new float[3])).hasMessage("row: expected 2 values, got 3");
        assertThatThrownBy(() -> ring.append(1, 1, new float[] {0, Float.NaN}))
                .hasMessage("row: expected finite values, got NaN at 1");
        assertThatThrownBy(() -> ring.append(1, 1, new float[] {Float.NEGATIVE_INFINITY, 0}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ring.append(1, 0, new float[2])).hasMessage("last step: expected at least 1, got 0");
        assertThat(ring.count()).isEqualTo(1);
    }

    @Test
    void row_outsideTheRing_isRefused() {
        RowRing ring = ring(3, walk(6, 5, 2, 1, 1));
        assertThatThrownBy(() -> ring.row(1)).hasMessage("row: expected an index in [2, 5), got 1");
        assertThatThrownBy(() -> ring.row(5)).isInstanceOf(IllegalArgumentException.class);
        assertThat(ring.oldest()).isEqualTo(2);
        assertThat(ring.firstStep(4)).isEqualTo(4);
    }

    @Test
    void restore_ofAnEmptyRing_isEmpty() {
        RowRing ring = RowRing.restore(2, 3, 0, i -> {
            throw new AssertionError("no row to ask for");
        });
        assertThat(ring.count()).isZero();
    }

    private static void append(RowRing ring, float[][] rows, int from, int to) {
        for (int i = from; i < to; i++) {
            ring.append(3L * i, 3L * i + 2, rows[i]);
        }
    }

    /** Everything that can be asked of a ring. */
    private static double[] values(RowRing ring) {
        double[] values = new double[1000];
        int k = 0;
        values[k++] = ring.anchorSquare();
        for (long i = ring.oldest(); i < ring.count(); i++) {
            values[k++] = ring.onAnchor(i);
            values[k++] = ring.firstStep(i) + 0.5 * ring.lastStep(i);
            values[k++] = i > ring.oldest() ? ring.updateSquare(i) : 0;
            values[k++] = i > ring.oldest() + 1 ? ring.updateProduct(i) : 0;
            for (long j = ring.oldest(); j < ring.count(); j++) {
                values[k++] = ring.displaced(i, j);
            }
        }
        return Arrays.copyOf(values, k);
    }

    private static double product(float[] a, float[] b, float[] c, float[] d) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += ((double) a[k] - b[k]) * ((double) c[k] - d[k]);
        }
        return sum;
    }
}
