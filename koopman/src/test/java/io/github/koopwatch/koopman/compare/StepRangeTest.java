/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StepRangeTest {
    private static boolean matches(long first, long last) {
        StepRange one = new StepRange(100, 199);
        StepRange other = new StepRange(first, last);
        assertThat(one.matches(other)).isEqualTo(other.matches(one));
        return one.matches(other);
    }

    @Test
    void windowsThatBeginWithinATenth_areOfTheSameSteps() {
        assertThat(matches(100, 199)).isTrue();
        assertThat(matches(110, 209)).isTrue();
        assertThat(matches(90, 189)).isTrue();
        assertThat(matches(111, 210)).isFalse();
    }

    @Test
    void aFewMissingRows_areForgiven_anotherStrideIsNot() {
        assertThat(matches(100, 220)).isTrue();
        assertThat(matches(100, 240)).isFalse();
        assertThat(matches(100, 298)).isFalse();
    }

    @Test
    void lastBeforeFirst_isRefused() {
        assertThatThrownBy(() -> new StepRange(3, 2)).hasMessage("steps: expected the last at or after 3, got 2");
    }
}
