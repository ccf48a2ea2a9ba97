/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Freezes of which no parameter groups tell. */
class RestingTest {
    private static final int D = 256;

    @Test
    void freeze_halfOfTheCoordinatesWithoutGroups_isNamedTwoStepsLaterAndResolvesWhenTheyMove() {
        List<float[]> rows = Walks.walk(1, 900, D);
        Walks.hold(rows, 600, 700, 128, D);

        List<Change> changes = Walks.feed(rows, List.of()).changes();

        assertThat(changes).extracting(Change::state).containsExactly(Change.State.FIRING, Change.State.RESOLVED);
        Change freeze = changes.get(0);
        assertThat(freeze.kind()).isEqualTo(ChangeKind.PARTIAL_FREEZE);
        assertThat(freeze.cause()).isEqualTo(Cause.FREEZE);
        assertThat(freeze.step()).isEqualTo(602);
        assertThat(freeze.channel()).isEqualTo("resting");
        assertThat(freeze.statistic()).isEqualTo(0.5);
        assertThat(freeze.threshold()).isEqualTo(0.125);
        assertThat(freeze.message())
                .isEqualTo("a part of the weights (50 % of the coordinates) stopped at step 601 while other weights"
                        + " move on");
        assertThat(changes.get(1).message()).endsWith("; moving again at step 701");
    }

    @Test
    void freeze_besideCoordinatesThatAlwaysRest_countsAboveThoseOnly() {
        List<float[]> rows = Walks.walk(2, 900, D);
        Walks.hold(rows, 0, 900, 0, 64);
        Walks.hold(rows, 600, 900, 64, 128);

        assertThat(Walks.feed(rows, List.of()).firing())
                .singleElement()
                .satisfies(c -> assertThat(c.step()).isEqualTo(602))
                .satisfies(c -> assertThat(c.threshold()).isEqualTo(0.375));
    }

    @Test
    void rest_ofFewerThanAnEighth_isNoFreeze() {
        List<float[]> rows = Walks.walk(3, 700, D);
        Walks.hold(rows, 600, 700, 0, D / 8 - 1);

        assertThat(Walks.feed(rows, List.of()).changes()).isEmpty();
    }

    @Test
    void rest_ofOneStepOrOnePartAfterAnother_isNoFreeze() {
        List<float[]> rows = Walks.walk(4, 900, D);
        Walks.hold(rows, 500, 502, 0, 128);
        for (int i = 0; i < 64; i++) {
            Walks.hold(rows, 700 + 3 * i, 900, 2 * i, 2 * i + 2);
        }

        assertThat(Walks.feed(rows, List.of()).changes()).noneMatch(c -> c.kind() == ChangeKind.PARTIAL_FREEZE);
    }

    @Test
    void stall_ofEverything_isNoFreeze() {
        List<float[]> rows = Walks.walk(5, 700, D);
        Walks.hold(rows, 600, 700, 0, D);

        assertThat(Walks.feed(rows, List.of()).changes())
                .singleElement()
                .satisfies(c -> assertThat(c.kind()).isEqualTo(ChangeKind.STALL));
    }
}
