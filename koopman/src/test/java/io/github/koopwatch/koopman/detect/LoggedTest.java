/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LoggedTest {
    private static final long NOTHING_DECIDED = Long.MIN_VALUE;
    private static final double NONE = Double.NaN;

    private final Logged logged = new Logged();

    @Test
    void reach_takesTheNewestLossUpToTheStep_andKeepsTheRate() {
        logged.add(1, 2, 0.1, NOTHING_DECIDED);
        logged.add(2, 4, NONE, NOTHING_DECIDED);
        logged.add(4, 8, 0.2, NOTHING_DECIDED);

        assertThat(logged.reach(3)).isEqualTo(Math.log(4), within(1e-15));
        assertThat(logged.rate()).isEqualTo(Math.log(0.1), within(1e-15));
        assertThat(logged.reach(3)).isNaN();
        assertThat(logged.reach(4)).isEqualTo(Math.log(8), within(1e-15));
        assertThat(logged.rate()).isEqualTo(Math.log(0.2), within(1e-15));
    }

    @Test
    void add_whatIsNotPositiveAndFinite_isAsGoodAsNothing() {
        for (double bad : new double[] {0, -1, NONE, Double.POSITIVE_INFINITY}) {
            logged.add(1, bad, bad, NOTHING_DECIDED);
        }
        assertThat(logged.awaited(2)).isFalse();
        assertThat(logged.reach(1)).isNaN();
        assertThat(logged.rate()).isNaN();
    }

    @Test
    void awaited_onlyInARunThatLogs_andUntilItsStepIsThere() {
        assertThat(logged.awaited(1)).isFalse();
        logged.add(1, 1, NONE, NOTHING_DECIDED);
        assertThat(logged.awaited(1)).isFalse();
        assertThat(logged.awaited(2)).isTrue();
        logged.add(3, 1, NONE, NOTHING_DECIDED);
        assertThat(logged.awaited(2)).isFalse();
    }

    @Test
    void add_forARowThatIsDecided_countsFromTheNextOn_withoutItsLoss() {
        logged.add(5, 3, 0.3, 6);

        assertThat(logged.reach(7)).isNaN();
        assertThat(logged.rate()).isEqualTo(Math.log(0.3), within(1e-15));
    }

    @Test
    void add_inAnyOrder_isTheSame() {
        logged.add(3, 3, 0.3, NOTHING_DECIDED);
        logged.add(1, 1, 0.1, NOTHING_DECIDED);
        logged.add(2, NONE, 0.2, NOTHING_DECIDED);
        logged.add(2, 2, NONE, NOTHING_DECIDED);

        assertThat(logged.rateAt(2)).isEqualTo(Math.log(0.2), within(1e-15));
        assertThat(logged.reach(2)).isEqualTo(Math.log(2), within(1e-15));
        assertThat(logged.rate()).isEqualTo(Math.log(0.2), within(1e-15));
    }

    /** Rows a hundred steps apart: only the newest count, and what is kept stays small. */
    @Test
    void add_manyAhead_keepsTheNewest() {
        for (long step = 1; step <= 100; step++) {
            logged.add(step, step, step == 50 ? 0.5 : NONE, NOTHING_DECIDED);
        }
        ByteBuffer out = ByteBuffer.allocate(1000);
        logged.write(out);
        assertThat(out.position()).isLessThan(450);
        assertThat(logged.reach(100)).isEqualTo(Math.log(100), within(1e-15));
        assertThat(logged.rate()).isEqualTo(Math.log(0.5), within(1e-15));
    }
}
