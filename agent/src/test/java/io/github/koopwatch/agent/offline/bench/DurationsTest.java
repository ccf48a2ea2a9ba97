/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void found_quantilesToThreeDigits() {
        Durations durations = new Durations();
        for (int ms = 1; ms <= 10_000; ms++) {
            durations.add(TimeUnit.MILLISECONDS.toNanos(ms));
        }
        Durations.Found found = durations.found();
        assertThat(found.samples()).isEqualTo(10_000);
        assertThat(found.p50Ms()).isCloseTo(5_000, within(10.0));
        assertThat(found.p99Ms()).isCloseTo(9_900, within(10.0));
        assertThat(found.p999Ms()).isCloseTo(9_990, within(10.0));
        assertThat(found.longestMs()).isCloseTo(10_000, within(10.0));
    }

    @Test
    void add_longerThanTenMinutesCountsAsTenMinutes() {
        Durations durations = new Durations();
        durations.add(TimeUnit.HOURS.toNanos(5));
        assertThat(durations.found().longestMs()).isCloseTo(600_000, within(600.0));
    }

    @Test
    void clear_beginsAnew() {
        Durations durations = new Durations();
        durations.add(1);
        durations.clear();
        assertThat(durations.found().samples()).isZero();
        assertThat(durations.found().p50Ms()).isNaN();
    }
}
