/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LooksTest {
    @Test
    void looks_doubleTheirSteps() {
        assertThat(IntStream.rangeClosed(1, 6).mapToLong(Looks::lastCell)).containsExactly(0L, 1L, 3L, 7L, 15L, 31L);
        assertThat(LongStream.rangeClosed(0, 8).mapToInt(Looks::ofCell)).containsExactly(1, 2, 3, 3, 4, 4, 4, 4, 5);
        assertThat(LongStream.rangeClosed(-1, 8).mapToInt(Looks::due)).containsExactly(0, 1, 2, 2, 3, 3, 3, 3, 4, 4);
    }

    @Test
    void keptCells_areAtMostEightABlock_itsLastOneAmongThem() {
        for (int k = 1; k <= 14; k++) {
            long from = k == 1 ? 0 : Looks.lastCell(k - 1) + 1;
            long kept = LongStream.rangeClosed(from, Looks.lastCell(k))
                    .filter(Looks::isKept)
                    .count();
            assertThat(kept).isEqualTo(Math.min(8, Looks.lastCell(k) - from + 1));
            assertThat(Looks.isKept(Looks.lastCell(k))).isTrue();
        }
    }

    @Test
    void nextKept_goesFromOneKeptCellToTheNext_alsoVeryFarOut() {
        long[] kept = LongStream.range(0, 5000).filter(Looks::isKept).toArray();
        assertThat(LongStream.iterate(Looks.nextKept(-1), Looks::nextKept).limit(kept.length))
                .containsExactly(LongStream.of(kept).boxed().toArray(Long[]::new));
        assertThat(LongStream.iterate(-1, c -> c < 1L << 50, Looks::nextKept).count())
                .isLessThan(420);
    }

    @Test
    void shares_addUpToOne() {
        double sum =
                IntStream.rangeClosed(1, 1_000_000).mapToDouble(Looks::share).sum();
        assertThat(sum).isLessThan(1).isCloseTo(1, within(1e-6));
    }

    @Test
    void replicasNeeded_isTheFewestWhoseSmallestPFits() {
        assertThat(Looks.replicasNeeded(Looks.ALPHA * Looks.share(1))).isEqualTo(4);
        assertThat(Looks.replicasNeeded(2 / 252.0)).isEqualTo(5);
        assertThat(Looks.replicasNeeded(2 / 252.0 - 1e-9)).isEqualTo(6);
        assertThat(Looks.isReachable(1e-4)).isTrue();
        assertThat(Looks.isReachable(0.9e-4)).isFalse();
    }
}
