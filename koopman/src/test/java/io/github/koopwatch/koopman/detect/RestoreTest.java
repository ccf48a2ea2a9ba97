/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RestoreTest {
    private static final int D = 64;
    private static final int STEPS = 1500;

    private final byte[][] store = new byte[ChangeDetector.SLOTS][];

    /** Freeze, shift, stall and recovery on the way; restored every few steps, and at each step after an event. */
    @Test
    void restore_atRandomSteps_everyByteAndEveryChangeAsUndisturbed() {
        List<float[]> rows = eventful();
        Feed undisturbed = new Feed(Walks.groups(4, D));
        Feed disturbed = new Feed(Walks.groups(4, D));
        Random random = new Random(1);
        for (int t = 0; t < STEPS; t++) {
            double loss = Math.exp(random.nextGaussian());
            assertThat(disturbed.detector().scalars(t, loss, t < 700 ? 0.1 : 0.02))
                    .isEqualTo(undisturbed.detector().scalars(t, loss, t < 700 ? 0.1 : 0.02));
            if (t == 910) {
                assertThat(disturbed.detector().mark(t))
                        .isEqualTo(undisturbed.detector().mark(t))
                        .isNotEmpty();
            }
            if (t > 2 && random.nextInt(10) == 0) {
                store(disturbed.detector());
                disturbed.replace(restored(4, disturbed.detector().head()));
            }
            List<Change> expected = undisturbed.see(rows.get(t));
            List<Change> found = disturbed.see(rows.get(t));
            assertThat(found).isEqualTo(expected);
            if (t < 2) {
                continue;
            }
            assertSame(disturbed.detector(), undisturbed.detector());
            store(disturbed.detector());
            if (!found.isEmpty() || random.nextInt(10) == 0) {
                disturbed.replace(restored(4, disturbed.detector().head()));
            }
        }
        assertThat(undisturbed.changes())
                .extracting(Change::kind)
                .contains(ChangeKind.PARTIAL_FREEZE, ChangeKind.REGIME_SHIFT, ChangeKind.STALL);
    }

    @Test
    void restore_beforeTheFirstStep_isANewDetector() {
        byte[] head = new ChangeDetector(2).head();

        assertThat(restored(2, head).head()).isEqualTo(head);
    }

    @Test
    void restore_ofSomethingElse_saysWhatWasExpected() {
        ChangeDetector detector = Walks.feed(Walks.walk(1, 20, 8), List.of()).detector();
        for (int i = 0; i < 18; i++) {
            store[i] = detector.slot().encode();
        }
        byte[] head = detector.head();

        assertThatThrownBy(() -> restored(1, head))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("groups: expected 1, got 0");
        assertThatThrownBy(() -> restored(0, Arrays.copyOf(head, head.length - 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected more than");
        byte[] other = head.clone();
        other[0] = 9;
        assertThatThrownBy(() -> restored(0, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("detector head: expected format version 3, got 9");
        store[17] = new ChannelSlot(19, new double[6], new double[6]).encode();
        assertThatThrownBy(() -> restored(0, head))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channel slot: expected 8 channels, got 6");
        store[17] = new ChannelSlot(3, new double[8], new double[8]).encode();
        assertThatThrownBy(() -> restored(0, head))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("newest slot: expected step 19, got 3");
    }

    private static List<float[]> eventful() {
        List<float[]> rows = new ArrayList<>(Walks.walk(7, STEPS, D));
        Walks.stretch(rows, 450, 5);
        Walks.hold(rows, 900, 960, 0, 16);
        Walks.hold(rows, 1100, 1200, 0, D);
        return rows;
    }

    private void store(ChangeDetector detector) {
        store[(int) detector.slotIndex()] = detector.slot().encode();
    }

    private ChangeDetector restored(int groups, byte[] head) {
        return ChangeDetector.restore(groups, head, i -> ChannelSlot.decode(store[(int) i]));
    }

    private static void assertSame(ChangeDetector found, ChangeDetector expected) {
        assertThat(found.head()).isEqualTo(expected.head());
        assertThat(found.slot().encode()).isEqualTo(expected.slot().encode());
        assertThat(found.slotIndex()).isEqualTo(expected.slotIndex());
        assertThat(found.recentLogEnergies()).isEqualTo(expected.recentLogEnergies());
    }
}
