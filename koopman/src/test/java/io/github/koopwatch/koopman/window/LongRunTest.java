/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.window;

import static io.github.koopwatch.koopman.Samples.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.github.koopwatch.koopman.window.RowRing.StoredRow;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class LongRunTest {
    private static final int DIMENSION = 8;
    private static final int CAPACITY = 16;

    /** A walk over 4,096 rows that is repeated forwards and backwards, so that it neither jumps nor leaves float32. */
    private static final float[][] ROWS = walk(1, 4096, DIMENSION, 10, 1e-3);

    @Test
    void append_aMillionTimes_leavesNoDrift() {
        int count = 1_000_000 + 5;
        RowRing ring = new RowRing(DIMENSION, CAPACITY);
        for (int i = 0; i < count; i++) {
            ring.append(i, i, row(i));
        }
        RowRing fresh = RowRing.restore(DIMENSION, CAPACITY, count, i -> new StoredRow(i, i, row(i)));
        assertThat(ring.gram(ring.oldest(), CAPACITY)).isEqualTo(fresh.gram(ring.oldest(), CAPACITY));
        float[] anchor = row((count - 1) / CAPACITY * CAPACITY);
        for (long i = ring.oldest(); i < count; i++) {
            for (long j = ring.oldest(); j < count; j++) {
                double size = Math.sqrt(product(row(i), row(i), anchor) * product(row(j), row(j), anchor));
                assertThat(ring.displaced(i, j)).isCloseTo(product(row(i), row(j), anchor), within(4e-16 * size));
            }
        }
    }

    /** Less than a byte an append: the measurement itself may allocate, a row would take 512. */
    @Test
    void append_toAFullRing_allocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        RowRing ring = new RowRing(128, CAPACITY, new PlainProducts());
        float[][] rows = walk(2, 64, 128, 1, 1);
        int appends = 20_000;
        long before = 0;
        for (int i = -CAPACITY; i < appends; i++) {
            before = i == 0 ? threads.getThreadAllocatedBytes(thread) : before;
            ring.append(i, i, rows[i & 63]);
        }
        assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(appends);
    }

    private static float[] row(long index) {
        int turn = (int) (index % (2L * ROWS.length));
        return ROWS[turn < ROWS.length ? turn : 2 * ROWS.length - 1 - turn];
    }

    private static double product(float[] a, float[] b, float[] ref) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += ((double) a[k] - ref[k]) * ((double) b[k] - ref[k]);
        }
        return sum;
    }
}
