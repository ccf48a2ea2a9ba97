/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final TokenBucket bucket = new TokenBucket(10, 20, 0);

    private void takeAll(int amount) {
        for (int i = 0; i < amount; i++) {
            bucket.take(1, 0);
        }
    }

    @Test
    void burst_oneLessThanTheLimit_hasNotToWait_atTheLimitItHas() {
        takeAll(19);
        assertThat(bucket.waitNanos(0)).isZero();
        takeAll(1);
        assertThat(bucket.waitNanos(0)).isPositive();
    }

    @Test
    void wait_isHowLongItTakes_andNoLonger() {
        takeAll(25);
        long wait = bucket.waitNanos(0);
        assertThat(wait).isEqualTo(SECOND / 2 + 1);
        assertThat(bucket.waitNanos(wait - 2)).isPositive();
        assertThat(bucket.waitNanos(wait)).isZero();
    }

    @Test
    void pause_fillsTheBurstAndNoMore() {
        takeAll(20);
        bucket.take(20, 1000 * SECOND);
        assertThat(bucket.waitNanos(1000 * SECOND)).isPositive();
        assertThat(bucket.isFull(1001 * SECOND)).isFalse();
        assertThat(bucket.isFull(1003 * SECOND)).isTrue();
    }

    @Test
    void overAnHour_atMostTheRateAndOneBurst() {
        long now = 0;
        long taken = 0;
        while (now < 3600 * SECOND) {
            long wait = bucket.waitNanos(now);
            now += wait;
            if (wait == 0) {
                bucket.take(1, now);
                taken++;
            }
        }
        assertThat(taken).isBetween(36_019L, 36_021L);
    }

    @Test
    void clockThatGoesBack_givesNothing() {
        bucket.take(20, 5 * SECOND);
        assertThat(bucket.waitNanos(SECOND)).isPositive();
    }

    @Test
    void unlimited_neverWaits() {
        TokenBucket free = new TokenBucket(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0);
        free.take(1e18, 0);
        assertThat(free.waitNanos(0)).isZero();
        assertThat(free.isFull(0)).isTrue();
    }
}
