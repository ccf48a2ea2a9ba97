/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulingBetweenTest {
    @ParameterizedTest
    @CsvSource({
        "0.2, 0.8, 0, 1, HOLDS",
        "0.2, 1.2, 0, 1, CANNOT_TELL",
        "-1, 2, 0, 1, CANNOT_TELL",
        "1.1, 1.2, 0, 1, DIFFERS",
        "-3, -2, 0, 1, DIFFERS",
        "5, 6, 0, NaN, HOLDS",
        "-6, -5, NaN, 1, HOLDS",
        "-1, 6, 0, NaN, CANNOT_TELL"
    })
    void interval_insideOutsideOrAcross(double from, double to, double low, double high, Judgement verdict) {
        Figure own = new Figure("figure", (from + to) / 2, from, to);
        assertThat(Ruling.between(own, low, high).verdict()).isEqualTo(verdict);
    }

    @Test
    void noInterval_cannotTell() {
        assertThat(Ruling.between(Figure.of("figure", 0.5), 0, 1).verdict()).isEqualTo(Judgement.CANNOT_TELL);
    }
}
