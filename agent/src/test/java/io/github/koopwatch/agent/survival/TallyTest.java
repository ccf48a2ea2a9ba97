/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally();

    private static List<byte[]> values(String... texts) {
        return Arrays.stream(texts).map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    }

    @Test
    void compare_equal_findsNothing() {
        tally.compare("topic/run", true, values("a", "b", "c"), values("a", "b", "c", "later"), 1);
        assertThat(tally.windows()).isEqualTo(2);
        assertThat(tally.differing() + tally.lost()).isZero();
    }

    @Test
    void compare_oneBitOff_differs() {
        tally.compare("topic/run", false, values("a", "b"), values("a", "c"), 0);
        assertThat(tally.differing()).isEqualTo(1);
        assertThat(tally.notes()).containsExactly("topic/run 1: expected b, got c");
    }

    @Test
    void compare_oneMissing_isLost_andWhatFollowsDiffers() {
        tally.compare("topic/run", true, values("a", "b", "c"), values("a", "c"), 0);
        assertThat(tally.differing()).isEqualTo(1);
        assertThat(tally.lost()).isEqualTo(1);
    }

    @Test
    void tooMany_oneTwice_isSaid() {
        tally.tooMany("topic/run", 2, values("a", "b", "b"));
        assertThat(tally.differing()).isEqualTo(1);
    }
}
