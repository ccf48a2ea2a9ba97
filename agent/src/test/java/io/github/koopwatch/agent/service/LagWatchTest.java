/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.streams.InputPosition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LagWatchTest {
    private final Map<Integer, InputPosition> input = new HashMap<>();
    private final AtomicLong seconds = new AtomicLong();
    private final LagWatch watch =
            new LagWatch(() -> input, Duration.ofSeconds(30), () -> TimeUnit.SECONDS.toNanos(seconds.get()));

    private boolean look(long now, long done, long waiting) {
        seconds.set(now);
        input.put(0, new InputPosition(done, done + waiting));
        return watch.keepsUp();
    }

    @Test
    void keepsUp_noInput_however_long() {
        assertThat(look(0, 0, 0)).isTrue();
        assertThat(look(1000, 0, 0)).isTrue();
    }

    @Test
    void keepsUp_aSteadyStream_neverQuiteEmpty() {
        for (int second = 0; second < 200; second++) {
            assertThat(look(second, 100L * second, 50)).isTrue();
        }
    }

    @Test
    void keepsUp_aRecordThatWaitsLongerThanTheLimit_isSaid_andTakenBackWhenItIsDone() {
        assertThat(look(0, 0, 100)).isTrue();
        assertThat(look(20, 50, 120)).isTrue();
        assertThat(look(31, 99, 150)).isFalse();
        assertThat(look(32, 100, 150)).isTrue();
        assertThat(look(51, 120, 150)).isFalse();
    }

    @Test
    void keepsUp_nothingIsProcessedAnyMore_isSaid() {
        assertThat(look(0, 500, 10)).isTrue();
        assertThat(look(40, 500, 10)).isFalse();
    }

    @Test
    void keepsUp_onePartitionStandsStill_isSaidAlthoughOthersMove() {
        for (int second = 0; second <= 30; second++) {
            input.put(1, new InputPosition(7, 8));
            assertThat(look(second, 1000L * second, 10)).isTrue();
        }
        assertThat(look(31, 31_000, 10)).isFalse();
        input.put(1, new InputPosition(8, 8));
        assertThat(look(32, 32_000, 10)).isTrue();
    }

    @Test
    void keepsUp_aPartitionThatWentToAnotherWorker_isNotWaitedFor() {
        input.put(1, new InputPosition(7, 8));
        assertThat(look(0, 0, 0)).isTrue();
        input.remove(1);
        assertThat(look(40, 0, 0)).isTrue();
    }
}
