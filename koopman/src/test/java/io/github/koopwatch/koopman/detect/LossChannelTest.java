/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loss that was logged is one more channel; one that is missing or absurd is none. */
class LossChannelTest {
    private static final int JUMP = 600;
    private static final double[] NONE = {};

    private interface Logging {
        /** What is logged as loss at a step; NaN for nothing. */
        double at(int t, double loss);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void loss_thatJumpsWhileTheWeightsMoveOn_isAShift(long seed) {
        for (Logging logging : List.<Logging>of((t, loss) -> loss, (t, loss) -> t % 17 == 0 ? -loss : loss)) {
            assertThat(found(seed, 700, logging)).first().satisfies(change -> {
                assertThat(change.channel()).isEqualTo("log_loss");
                assertThat(change.step()).isBetween((long) JUMP, JUMP + 5L);
                assertThat(change.direction()).isEqualTo(Direction.UP);
                assertThat(change.message()).startsWith("loss rose ");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void loss_thatIsNotPositiveOrRarelyThere_isNoChannel(long seed) {
        assertThat(found(seed, 700, (t, loss) -> Double.NaN)).isEmpty();
        assertThat(found(seed, 700, (t, loss) -> -loss)).isEmpty();
        assertThat(found(seed, 700, (t, loss) -> t % 4 == 0 ? loss : Double.NaN))
                .isEmpty();
    }

    /** It must be known for a while first. */
    @Test
    void loss_loggedFromAStepOn_isNotItselfAChange() {
        assertThat(found(5, 580, (t, loss) -> t < 350 ? Double.NaN : loss)).isEmpty();
    }

    /** The row waits: the answer is the same whether the loss comes before or after its row. */
    @Test
    void loss_beforeOrAfterItsRow_givesTheSameChanges() {
        List<Change> before = new ArrayList<>();
        List<Change> after = new ArrayList<>();
        ChangeDetector first = new ChangeDetector(0);
        ChangeDetector second = new ChangeDetector(0);
        Random random = new Random(9);
        for (int t = 0; t < 700; t++) {
            ChannelValues values = values(random);
            double loss = loss(random, t);
            before.addAll(first.scalars(t, loss, 0.1));
            before.addAll(first.observe(t, values));
            after.addAll(second.observe(t, values));
            after.addAll(second.scalars(t, loss, 0.1));
            if (t > 0) { // the first row cannot know that a run logs
                assertThat(second.slot().values()).isEqualTo(first.slot().values());
            }
        }
        assertThat(after)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("excerpt")
                .isEqualTo(before);
        assertThat(before).isNotEmpty();
    }

    private static List<Change> found(long seed, int rows, Logging logging) {
        ChangeDetector detector = new ChangeDetector(0);
        Random random = new Random(seed);
        List<Change> changes = new ArrayList<>();
        for (int t = 0; t < rows; t++) {
            changes.addAll(detector.observe(t, values(random)));
            changes.addAll(detector.scalars(t, logging.at(t, loss(random, t)), Double.NaN));
        }
        return changes;
    }

    private static double loss(Random random, int t) {
        return Math.exp(0.1 * random.nextGaussian() - 0.001 * t + (t < JUMP ? 0 : 1));
    }

    private static ChannelValues values(Random random) {
        return new ChannelValues(
                random.nextGaussian(), 0.2 * random.nextGaussian(), -1, 0.1 * random.nextGaussian(), 0, NONE, 20, NONE);
    }
}
