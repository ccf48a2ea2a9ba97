/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigitsTest {
    @Test
    void load_theShippedFile_everyImageAndClass() {
        Digits digits = Digits.load();
        int[] perClass = new int[Digits.CLASSES];
        Arrays.stream(digits.labels()).forEach(label -> perClass[label]++);
        // Class counts of the test part, from the data set's description at the UCI repository.
        assertThat(perClass).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
        assertThat(digits.images()[0]).hasSize(64).startsWith(0, 0, 5 / 16.0, 13 / 16.0);
    }

    @Test
    void load_licenceStandsBesideTheData() {
        assertThat(Digits.class.getResource("/demo/NOTICE-digits.txt")).isNotNull();
    }

    @Test
    void parse_tooFewNumbers_saysExpectedAndActual() {
        assertThatThrownBy(() -> Digits.parse(List.of("1,2,3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("digits: expected 65 numbers, got 3");
    }

    @Test
    void parse_pixelOutOfRange_refused() {
        assertThatThrownBy(() -> Digits.parse(List.of("17," + "0,".repeat(63) + "3")))
                .hasMessage("digits: expected a pixel of 0 to 16, got 17");
    }

    @Test
    void parse_labelOutOfRange_refused() {
        assertThatThrownBy(() -> Digits.parse(List.of("0,".repeat(64) + "10")))
                .hasMessage("digits: expected a label of 0 to 9, got 10");
    }
}
