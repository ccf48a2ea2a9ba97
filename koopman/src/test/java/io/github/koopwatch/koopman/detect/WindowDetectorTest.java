/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Spectrum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The slow channels of one analysis, fed with spectra that are drawn at random around given ones. */
class WindowDetectorTest {
    private static final int ROWS = 100;
    private static final double THRESHOLD = 1000;
    private static final int READY = SlowEpoch.BURN_IN + SlowEpoch.REFERENCE + SlowEpoch.CALIBRATION;

    private final Random random = new Random(11);
    private final ChangeDetector steps = new ChangeDetector(0);
    private final WindowDetector detector = new WindowDetector("monitor", THRESHOLD, false);

    /** Window i of rows that all differ from those of the others. */
    private List<Change> see(int i, double where, double error) {
        return seeAt((long) i * ROWS, where, error);
    }

    private List<Change> seeAt(long firstStep, double where, double error) {
        double[] re = new double[6];
        for (int j = 0; j < re.length; j++) {
            re[j] = (j == 0 ? 0.95 : where - 0.1 * j) + 0.02 * random.nextGaussian();
        }
        double[] even = {0.2, 0.2, 0.2, 0.2, 0.1, 0.1};
        Spectrum spectrum =
                new Spectrum(new Eigenvalues(re, new double[6]), new double[6], new double[6], even, 6, error);
        WindowFigures window = new WindowFigures(
                firstStep,
                firstStep + ROWS - 1,
                ROWS,
                1,
                spectrum,
                5 + 0.1 * random.nextGaussian(),
                1,
                1e-14,
                0.1,
                0.1);
        return detector.see(window, steps, () -> new double[6]);
    }

    private double noise() {
        return 0.3 + 0.01 * random.nextGaussian();
    }

    @Test
    void spectrum_thatMoves_isAShiftOfThatPreset_andTheNewOneIsLearned() {
        List<Change> found = new ArrayList<>();
        for (int i = 0; i < 140; i++) {
            found.addAll(see(i, i < 60 ? 0.9 : 0.8, noise()));
        }
        assertThat(found).hasSize(2);
        Change fired = found.get(0);
        assertThat(fired.kind()).isEqualTo(ChangeKind.REGIME_SHIFT);
        assertThat(fired.channel()).isEqualTo("spectrum_distance");
        assertThat(fired.preset()).isEqualTo("monitor");
        assertThat(fired.direction()).isEqualTo(Direction.UP);
        assertThat(fired.onsetStep()).isBetween(5900L, 6100L);
        assertThat(fired.step()).isBetween(6299L, 7499L);
        assertThat(fired.statistic()).isGreaterThanOrEqualTo(THRESHOLD);
        assertThat(fired.threshold()).isEqualTo(THRESHOLD);
        assertThat(fired.message()).startsWith("distance of the spectrum from its reference went from 0.0");
        assertThat(found.get(1).state()).isEqualTo(Change.State.RESOLVED);
        Excerpt excerpt = fired.excerpt();
        assertThat(excerpt).isNotNull();
        assertThat(excerpt.channels())
                .containsExactly("spectrum_distance", "one_step_error", "effective_rank", "spectral_radius");
        assertThat(excerpt.steps()).hasSizeLessThanOrEqualTo(Excerpt.LONGEST).endsWith(fired.step());
    }

    @Test
    void oneStepError_thatSinks_isAShiftDown() {
        List<Change> found = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            found.addAll(see(i, 0.9, noise() - (i < 60 ? 0 : 0.1)));
        }
        assertThat(found).first().satisfies(change -> {
            assertThat(change.channel()).isEqualTo("one_step_error");
            assertThat(change.direction()).isEqualTo(Direction.DOWN);
        });
    }

    @Test
    void windows_withCommonRows_areNotTaken() {
        seeAt(0, 0.9, 0.3);
        for (int i = 1; i <= SlowEpoch.BURN_IN; i++) {
            see(i, 0.9, 0.3);
        }
        assertThat(detector.slotIndex()).isZero();
        long last = (long) SlowEpoch.BURN_IN * ROWS;
        for (int overlap = 1; overlap < ROWS; overlap++) {
            seeAt(last + overlap, 0.9, 0.3);
            assertThat(detector.slotIndex()).isZero();
        }
        seeAt(last + ROWS, 0.9, 0.3);
        assertThat(detector.slotIndex()).isEqualTo(1);
    }

    @Test
    void windows_beforeTheCalibrationIsThere_areNotJudged() {
        for (int i = 0; i < READY; i++) {
            assertThat(see(i, i < READY - 5 ? 0.9 : 0.5, noise())).isEmpty();
            assertThat(detector.slotIndex() < 0 ? Double.NaN : detector.slot().p()[0])
                    .isNaN();
        }
    }

    /** What trends already while the calibration is taken is no reference: nothing is judged by it. */
    @Test
    void windows_thatDrift_areNeverJudged() {
        for (int i = 0; i < 400; i++) {
            assertThat(see(i, 0.9, 0.3 + 0.002 * i + 0.002 * random.nextGaussian()))
                    .isEmpty();
            assertThat(detector.slotIndex()).isLessThan(READY);
        }
    }

    @Test
    void restart_takesANewReference_fromWindowsThatBeginLater() {
        for (int i = 0; i < 20; i++) {
            see(i, 0.9, noise());
        }
        detector.restart(2050);
        assertThat(detector.slotIndex()).isNegative();
        see(20, 0.9, noise());
        assertThat(detector.slotIndex()).isNegative();
        see(21, 0.9, noise());
        assertThat(detector.slotIndex()).isZero();
    }

    @Test
    void learningRate_thatMovesByAFifth_takesANewReference() {
        steps.scalars(0, Double.NaN, 0.1);
        feed(0, 15);
        assertThat(detector.slotIndex()).isEqualTo(15 - SlowEpoch.BURN_IN - 1);
        steps.scalars(1500, Double.NaN, 0.11);
        feed(15, 16);
        assertThat(detector.slotIndex()).isEqualTo(16 - SlowEpoch.BURN_IN - 1);
        steps.scalars(1600, Double.NaN, 0.13);
        feed(16, 17);
        assertThat(detector.slotIndex()).isZero();
    }

    /** The rate holds from a row of its own on. */
    private void feed(int from, int to) {
        for (int i = from; i < to; i++) {
            steps.observe((long) i * ROWS, new ChannelValues(0, 0, 0, 0, 0, new double[0], 20, new double[0]));
            steps.settle();
            see(i, 0.9, noise());
        }
    }

    @Test
    void reference_isTakenAnewAfterManyWindows_soThatNothingGrows() {
        for (int i = 0; i < 700; i++) {
            see(i, 0.9, noise());
            assertThat(detector.slotIndex()).isLessThan(WindowDetector.SLOTS);
            assertThat(detector.head().length).isLessThan(2048);
        }
    }

    @Test
    void restored_ofSomethingElse_saysWhatWasExpected() {
        byte[] head = detector.head();
        byte[] newer = head.clone();
        newer[0] = 2;
        assertThatThrownBy(() -> detector.restored(newer, i -> detector.slot()))
                .hasMessage("window detector: expected format version 1, got 2");
        assertThatThrownBy(() -> detector.restored(Arrays.copyOf(head, 30), i -> detector.slot()))
                .hasMessageContaining("expected more than 30 bytes");
    }
}
