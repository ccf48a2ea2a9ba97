/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LagWatchTest {
    private final AtomicLong processed = new AtomicLong();
    private final AtomicLong lag = new AtomicLong();
    private final AtomicLong seconds = new AtomicLong();
    private final LagWatch watch = new LagWatch(
            processed::get, lag::get, Duration.ofSeconds(30), () -> TimeUnit.SECONDS.toNanos(seconds.get()));

    private boolean look(long now, long done, long waiting) {
        seconds.set(now);
        processed.set(done);
        lag.set(waiting);
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
    void keepsUp_countersThatBeginAnew_areNoWaiting() {
        assertThat(look(0, 500, 10)).isTrue();
        assertThat(look(40, 3, 10)).isTrue();
    }
}
