/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StillnessTest {
    private static final int D = 64;

    @Test
    void freeze_halfOfTheCoordinates_isNamedTwoStepsLaterAndNothingElseFires() {
        for (long seed = 0; seed < 5; seed++) {
            List<float[]> rows = Walks.walk(seed, 900, 256);
            Walks.hold(rows, 600, 900, 128, 256);

            List<Change> changes = Walks.feed(rows, Walks.groups(2, 256)).changes();

            assertThat(changes).hasSize(1);
            Change freeze = changes.get(0);
            assertThat(freeze.kind()).isEqualTo(ChangeKind.PARTIAL_FREEZE);
            assertThat(freeze.cause()).isEqualTo(Cause.FREEZE);
            assertThat(freeze.step()).isEqualTo(602);
            assertThat(freeze.onsetStep()).isEqualTo(601);
            assertThat(freeze.channel()).isEqualTo("group_energy_1");
            assertThat(freeze.message()).isEqualTo("parameter group 1 stopped at step 601 while other weights move on");
        }
    }

    @Test
    void freeze_longBeforeTheSumsAreArmed_isNamed() {
        List<float[]> rows = Walks.walk(1, 150, D);
        Walks.hold(rows, 120, 150, 0, 16);

        assertThat(feed(rows).changes())
                .singleElement()
                .satisfies(c -> assertThat(c.kind()).isEqualTo(ChangeKind.PARTIAL_FREEZE))
                .satisfies(c -> assertThat(c.step()).isEqualTo(122));
    }

    @Test
    void freeze_ofTwoGroupsAtOnce_isOneChangeAndResolvesWhenBothMove() {
        List<float[]> rows = Walks.walk(1, 900, D);
        Walks.hold(rows, 600, 700, 0, 16);
        Walks.hold(rows, 600, 650, 48, 64);

        List<Change> changes = feed(rows).changes();

        assertThat(changes).extracting(Change::step).containsExactly(602L, 602L);
        assertThat(changes).extracting(Change::state).containsExactly(Change.State.FIRING, Change.State.RESOLVED);
        assertThat(changes.get(1).message())
                .isEqualTo(
                        "parameter groups 0, 3 stopped at step 601 while other weights move on; moving again at step 701");
    }

    @Test
    void stall_everythingStops_isAStallNotAFreezeAndResolvesAfterTwoMoves() {
        for (int groups : new int[] {0, 4}) {
            List<float[]> rows = Walks.walk(1, 1300, D);
            Walks.hold(rows, 400, 800, 0, D);

            List<Change> changes = Walks.feed(rows, Walks.groups(groups, D)).changes();

            assertThat(changes).extracting(Change::kind).containsExactly(ChangeKind.STALL, ChangeKind.STALL);
            assertThat(changes).extracting(Change::cause).containsOnly(Cause.STOP);
            assertThat(changes.get(0).step()).isEqualTo(402);
            assertThat(changes.get(1).state()).isEqualTo(Change.State.RESOLVED);
            assertThat(changes.get(1).message())
                    .isEqualTo("training stopped at step 401: no weight moves any more; moving again at step 801");
        }
    }

    @Test
    void stall_afterWhichOneGroupStaysStill_becomesAFreeze() {
        List<float[]> rows = Walks.walk(1, 700, D);
        Walks.hold(rows, 400, 500, 0, 48);
        Walks.hold(rows, 400, 700, 48, 64);

        List<Change> changes = feed(rows).changes();

        assertThat(changes)
                .extracting(Change::kind)
                .containsExactly(ChangeKind.STALL, ChangeKind.STALL, ChangeKind.PARTIAL_FREEZE);
        assertThat(changes.get(2).onsetStep()).isEqualTo(401);
        assertThat(changes.get(2).message()).startsWith("parameter group 3 stopped");
    }

    @Test
    void rest_ofOneStep_isNoStop() {
        List<float[]> rows = Walks.walk(1, 700, D);
        Walks.hold(rows, 400, 402, 0, 16);

        assertThat(feed(rows).changes()).isEmpty();
    }

    @Test
    void decline_throughTheFloor_isNoStop() {
        Stillness stillness = new Stillness(0, new SlotRing());
        for (int t = 0; t < 1000; t++) {
            double above = Math.max(0, 20 - 0.05 * t);
            assertThat(stillness.see(t, t, values(above))).isEmpty();
        }
    }

    @Test
    void rest_byChance_firesNoMoreOftenThanDocumented() {
        Random random = new Random(5);
        Stillness stillness = new Stillness(0, new SlotRing());
        int steps = 400_000;
        int fired = 0;
        for (int t = 0; t < steps; t++) {
            List<Change> changes = stillness.see(t, t, values(random.nextDouble() < 2 / 102.0 ? 0 : 20));
            fired += (int) changes.stream()
                    .filter(c -> c.state() == Change.State.FIRING)
                    .count();
        }
        // 21 expected at the worst chance of resting; the bounds are three standard deviations away.
        assertThat(fired).isBetween(7, 35);
    }

    private static Feed feed(List<float[]> rows) {
        return Walks.feed(rows, Walks.groups(4, D));
    }

    private static ChannelValues values(double above) {
        return new ChannelValues(0, 0, Double.NaN, 0, 0, new double[0], above, new double[0]);
    }
}
