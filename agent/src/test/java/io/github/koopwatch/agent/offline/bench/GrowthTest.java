/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.agent.offline.bench.TurnoverBench.Mark;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
    /** Twenty marks, one each 500 runs, and the one at the end. */
    private static List<Mark> marks(IntToDoubleFunction heap, double atTheEnd) {
        return IntStream.rangeClosed(1, 21)
                .mapToObj(i -> new Mark(
                        Math.min(i, 20) * 500,
                        100,
                        1000,
                        i == 21 ? atTheEnd : heap.applyAsDouble(i * 500),
                        400,
                        3000,
                        0.1,
                        107,
                        360,
                        50,
                        0,
                        0,
                        0))
                .toList();
    }

    private static Growth heap(List<Mark> marks) {
        return Growth.of(marks, 1500).get(0);
    }

    @Test
    void of_aLeakOfEachRun_grew() {
        Growth found = heap(marks(runs -> 100 + 0.001 * runs, 0));
        assertThat(found.what()).isEqualTo("heap, MB");
        assertThat(found.perRun()).isCloseTo(0.001, within(1e-12));
        assertThat(found.share()).isGreaterThan(0.07);
        assertThat(found.grew()).isTrue();
    }

    @Test
    void of_noiseAndAnOddMark_noGrowth() {
        Random random = new Random(1);
        List<Mark> marks = marks(runs -> runs == 10_000 ? 300 : 100 + 2 * random.nextGaussian(), 0);
        assertThat(heap(marks).grew()).isFalse();
    }

    @Test
    void of_whatTheServiceMayKeep_doesNotCount() {
        assertThat(heap(marks(runs -> Math.min(runs, 1500), 0)).share()).isZero();
    }

    @Test
    void of_theMarkWhenAllHaveGone_doesNotCount() {
        assertThat(heap(marks(runs -> 100, 10_000)).share()).isZero();
    }

    @Test
    void of_fewMarks_nothingIsTold() {
        assertThat(Growth.of(marks(runs -> 100, 0), 8000)).isEmpty();
    }
}
