/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private final AtomicLong minutes = new AtomicLong();
    private final Failures failures = new Failures(() -> TimeUnit.MINUTES.toNanos(minutes.get()));

    private boolean failedAt(long minute) {
        minutes.set(minute);
        return failures.again();
    }

    @Test
    void again_threeTimesInTenMinutes_thenNoMore() {
        assertThat(failedAt(0)).isTrue();
        assertThat(failedAt(1)).isTrue();
        assertThat(failedAt(2)).isTrue();
        assertThat(failedAt(10)).isFalse();
    }

    @Test
    void again_nowAndThen_forEver() {
        for (int i = 0; i < 100; i++) {
            assertThat(failedAt(4L * i)).isTrue();
        }
    }
}
