/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.detect.Change;
import io.github.koopwatch.koopman.detect.ChangeKind;
import io.github.koopwatch.koopman.detect.Severity;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A learning rate that was logged explains what it does to the updates; without it the same is a change. */
class LearningRateTest {
    private static final int ROWS = 2000;
    private static final int DIMENSION = 64;

    private enum Schedule {
        STEPS(t -> t < 700 ? 0.1 : t < 1300 ? 0.01 : 0.03),
        WARM_UP(t -> 0.2 * Math.min(1, (t + 1) / 900.0)),
        COSINE(t -> 0.05 * (1 + Math.cos(Math.PI * t / ROWS))),
        EXPONENTIAL(t -> 0.1 * Math.pow(0.997, t));

        private final IntToDoubleFunction rate;

        Schedule(IntToDoubleFunction rate) {
            this.rate = rate;
        }
    }

    @ParameterizedTest
    @EnumSource(Schedule.class)
    void schedule_logged_neverAlarms(Schedule schedule) {
        for (long seed = 0; seed < 3; seed++) {
            List<float[]> rows = Trainings.descent(seed, ROWS, DIMENSION, schedule.rate);
            assertThat(Trainings.watched(rows, t -> Map.of("lr", schedule.rate.applyAsDouble(t))))
                    .filteredOn(change -> change.severity() != Severity.INFO)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void steps_notLogged_areShiftsBothTimes(long seed) {
        List<float[]> rows = Trainings.descent(seed, ROWS, DIMENSION, Schedule.STEPS.rate);
        assertThat(firing(Trainings.watched(rows)))
                .extracting(Change::onsetStep)
                .containsExactly(700L, 1300L);
    }

    /** Something else happens at the step of the logged change: it is announced, so expected. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void jump_thatMovesMoreThanItExplains_isExpected(long seed) {
        List<float[]> rows = Trainings.descent(seed, 1000, DIMENSION, t -> t < 700 ? 0.02 : 0.2);
        List<Change> found = firing(Trainings.watched(rows, t -> Map.of("lr", t < 700 ? 0.02 : 0.04)));
        assertThat(found).singleElement().satisfies(change -> {
            assertThat(change.expected()).isTrue();
            assertThat(change.severity()).isEqualTo(Severity.INFO);
            assertThat(change.message()).endsWith("; announced by the learning rate logged at step 700");
        });
    }

    /** The rate is logged ten steps too late: the alarm came first, its next version is expected. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void jump_loggedAfterTheAlarm_makesANewVersionOfIt(long seed) {
        List<float[]> rows = Trainings.descent(seed, 800, DIMENSION, t -> t < 700 ? 0.1 : 0.01);
        List<Change> found = Trainings.watched(rows, t -> t % 20 == 10 ? Map.of("lr", t < 700 ? 0.1 : 0.01) : Map.of());
        assertThat(found).hasSizeGreaterThan(1).allSatisfy(change -> {
            assertThat(change.kind()).isEqualTo(ChangeKind.REGIME_SHIFT);
            assertThat(change.step()).isBetween(700L, 705L);
        });
        assertThat(found.get(0).expected()).isFalse();
        assertThat(found.subList(1, found.size())).allMatch(Change::expected);
    }

    /** A rate far from what a step does is no licence: alarms of other times stay unexpected. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void changeLongAfterAJump_isNotExpected(long seed) {
        List<float[]> rows = Trainings.descent(seed, 1200, DIMENSION, t -> t < 700 ? 0.1 : t < 1000 ? 0.05 : 0.5);
        List<Change> found = firing(Trainings.watched(rows, t -> Map.of("lr", t < 700 ? 0.1 : 0.05)));
        assertThat(found).singleElement().satisfies(change -> {
            assertThat(change.step()).isBetween(1000L, 1005L);
            assertThat(change.expected()).isFalse();
        });
    }

    private static List<Change> firing(List<Change> changes) {
        return changes.stream()
                .filter(change -> change.state() == Change.State.FIRING && change.excerpt() != null)
                .filter(change -> change.kind() == ChangeKind.REGIME_SHIFT
                        && change.cause().name().equals("UNKNOWN"))
                .toList();
    }
}
