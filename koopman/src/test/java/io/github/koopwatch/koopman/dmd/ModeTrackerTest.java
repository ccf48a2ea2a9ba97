/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModeTrackerTest {
    @Test
    void assign_firstWindow_numbersTheModesInOrder() {
        assertThat(new ModeTracker().assign(values(0.9, 0.5, -0.3))).containsExactly(0, 1, 2);
    }

    /** The order by modulus changes when two modes cross; the slots do not. */
    @Test
    void assign_modesThatCross_keepTheirSlots() {
        ModeTracker tracker = new ModeTracker();
        tracker.assign(values(0.9, -0.85));
        assertThat(tracker.assign(values(-0.88, 0.87))).containsExactly(1, 0);
        assertThat(tracker.assign(values(-0.95, 0.80))).containsExactly(1, 0);
    }

    @Test
    void assign_conjugatePair_keepsUpperAndLowerApart() {
        ModeTracker tracker = new ModeTracker();
        Eigenvalues pair = Eigenvalues.of(new double[][] {{0.5, 0.4}, {0.5, -0.4}});
        assertThat(tracker.assign(pair)).containsExactly(0, 1);
        Eigenvalues turned = Eigenvalues.of(new double[][] {{0.45, -0.5}, {0.45, 0.5}});
        assertThat(tracker.assign(turned)).containsExactly(0, 1);
    }

    /** Both assignments have one cost: bits of the last place must not choose. */
    @Test
    void assign_realModesThatBecomeAPair_upperTakesTheLowerSlotWhateverTheLastBits() {
        Random random = new Random(1);
        for (int trial = 0; trial < 200; trial++) {
            ModeTracker tracker = new ModeTracker();
            tracker.assign(values(0.9, bits(0.6, random), bits(0.5, random)));
            double[][] pair = {{0.9, 0}, {bits(0.55, random), bits(0.1, random)}, {bits(0.55, random), -0.1}};
            Eigenvalues current = Eigenvalues.of(pair);
            int[] slots = tracker.assign(current);
            for (int i = 0; i < slots.length; i++) {
                int expected = current.im()[i] == 0 ? 0 : current.im()[i] > 0 ? 1 : 2;
                assertThat(slots[i]).isEqualTo(expected);
            }
        }
    }

    /** On a line one long move costs as much as two short ones. */
    @Test
    void assign_tieOnALine_everyModeMovesALittle() {
        Random random = new Random(2);
        for (int trial = 0; trial < 200; trial++) {
            ModeTracker tracker = new ModeTracker();
            tracker.assign(values(bits(0.7, random), bits(0.6, random)));
            assertThat(tracker.assign(values(bits(0.8, random), bits(0.7, random))))
                    .containsExactly(0, 1);
        }
    }

    /** A neighbour of the value, up to four units in the last place away. */
    private static double bits(double value, Random random) {
        return value + (random.nextInt(9) - 4) * Math.ulp(value);
    }

    @Test
    void assign_modeThatGoesAndComesBack_getsItsSlotAgain() {
        ModeTracker tracker = new ModeTracker();
        tracker.assign(values(0.9, 0.5, -0.3));
        assertThat(tracker.assign(values(0.89, -0.31))).containsExactly(0, 2);
        assertThat(tracker.assign(values(0.88, 0.52, -0.32))).containsExactly(0, 1, 2);
    }

    @Test
    void assign_newMode_opensTheNextSlot() {
        ModeTracker tracker = new ModeTracker();
        tracker.assign(values(0.5, -0.3));
        assertThat(tracker.assign(values(0.99, 0.51, -0.3))).containsExactly(2, 0, 1);
    }

    @Test
    void state_restored_goesOnAlike() {
        ModeTracker tracker = new ModeTracker();
        tracker.assign(values(0.9, 0.5, -0.3));
        tracker.assign(values(-0.95, 0.85));
        ModeTracker restored = new ModeTracker(
                new SlotState(tracker.state().re().clone(), tracker.state().im().clone()));
        assertThat(restored.state()).isEqualTo(tracker.state()).hasSameHashCodeAs(tracker.state());
        Eigenvalues next = values(0.7, 0.6, -0.5, 0.1);
        assertThat(restored.assign(next)).isEqualTo(tracker.assign(next));
        assertThat(restored.state()).isEqualTo(tracker.state());
    }

    @Test
    void assign_moreModesThanSlots_followsTheLargestAndNumbersTheRest() {
        double[] many = new double[ModeTracker.MOST_SLOTS + 5];
        Arrays.setAll(many, i -> 1 - 0.001 * i);
        ModeTracker tracker = new ModeTracker();
        for (int window = 0; window < 2; window++) {
            int[] slots = tracker.assign(values(many));
            assertThat(Arrays.stream(slots).distinct().count()).isEqualTo(many.length);
            assertThat(slots).endsWith(ModeTracker.MOST_SLOTS + 4);
        }
        assertThat(tracker.state().size()).isEqualTo(ModeTracker.MOST_SLOTS);
    }

    @Test
    void slotState_unequalParts_isRefused() {
        assertThatThrownBy(() -> new SlotState(new double[1], new double[2])).hasMessageContaining("got 1 and 2");
    }

    private static Eigenvalues values(double... re) {
        return new Eigenvalues(re, new double[re.length]);
    }
}
