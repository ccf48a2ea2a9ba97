/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Counting, on runs of 1,000 steps with alarms put by hand. */
class OutcomeTest {
    private static final long END = 1000;

    private static LabelledRun changed(long step) {
        return new LabelledRun(Path.of("r.npz"), "step-x3", OptionalLong.of(step), "step_size_up");
    }

    private static LabelledRun quiet() {
        return new LabelledRun(Path.of("q.npz"), "plain", OptionalLong.empty(), "");
    }

    private static Alarm alarm(long step) {
        return new Alarm(step, step, "RegimeShift", "unknown", true, false);
    }

    private static Alarm called(long step, String cause) {
        return new Alarm(step, step, "RegimeShift", cause, true, false);
    }

    private static Outcome of(LabelledRun run, Alarm... alarms) {
        return Outcome.of(run, END, List.of(alarms));
    }

    @Test
    void undisturbed_withoutAlarm_isArmedFrom310ToItsEnd() {
        Outcome outcome = of(quiet());
        assertThat(outcome.armed()).isEqualTo(690);
        assertThat(outcome.falseAlarms()).isZero();
        assertThat(outcome.judged()).isFalse();
    }

    @Test
    void alarm_withoutAChange_isFalseAndSilencesTheNext290Steps() {
        Outcome outcome = of(quiet(), alarm(400), alarm(900));
        assertThat(outcome.falseAlarms()).isEqualTo(2);
        // 310 to 400, 691 to 900; silent until 1190.
        assertThat(outcome.armed()).isEqualTo(91 + 210);
    }

    @Test
    void alarmOfWindows_isFalseAndSilencesNothing() {
        Outcome outcome = of(quiet(), new Alarm(400, 400, "Oscillation", "unknown", false, false));
        assertThat(outcome.falseAlarms()).isEqualTo(1);
        assertThat(outcome.armed()).isEqualTo(690);
    }

    @Test
    void explainedShift_isNotFalseButSilences() {
        Outcome outcome = of(quiet(), new Alarm(400, 400, "RegimeShift", "unknown", true, true));
        assertThat(outcome.falseAlarms()).isZero();
        assertThat(outcome.armed()).isEqualTo(91 + 309);
    }

    @Test
    void alarmBeforeTheDetectorIsArmed_isFalseAndCountsNoStep() {
        Outcome outcome = of(quiet(), alarm(200));
        assertThat(outcome.falseAlarms()).isEqualTo(1);
        assertThat(outcome.armed()).isEqualTo(1000 - 491);
    }

    @Test
    void delay_isZeroAtTheFirstStepUnderTheNewRegimeAndAtMost50() {
        assertThat(of(changed(600), alarm(600)).delay()).hasValue(0);
        assertThat(of(changed(600), alarm(650)).delay()).hasValue(50);
        assertThat(of(changed(600), alarm(651)).delay()).isEmpty();
        assertThat(of(changed(600), alarm(599)).delay()).isEmpty();
    }

    @Test
    void stepsOfAChangedRun_areArmedUntilTheChange() {
        assertThat(of(changed(600), alarm(602)).armed()).isEqualTo(290);
        assertThat(of(changed(600), alarm(400), alarm(602)).armed()).isEqualTo(91);
    }

    @Test
    void change_inTheSilenceAfterAnAlarm_isNotJudged() {
        assertThat(of(changed(600), alarm(400), alarm(605)).judged()).isFalse();
        assertThat(of(changed(600), alarm(400), alarm(605)).caught()).isFalse();
        assertThat(of(changed(691), alarm(400), alarm(692)).caught()).isTrue();
        assertThat(of(changed(690), alarm(400), alarm(692)).judged()).isFalse();
        assertThat(of(changed(309)).judged()).isFalse();
    }

    @Test
    void alarmsAfterTheChange_areNotFalse() {
        assertThat(of(changed(400), alarm(402), alarm(800)).falseAlarms()).isZero();
    }

    @Test
    void cause_isTheFirstNamedInTime() {
        Outcome outcome = of(changed(600), alarm(601), called(640, "momentum"), called(645, "data"));
        assertThat(outcome.delay()).hasValue(1);
        assertThat(outcome.named()).isTrue();
        assertThat(outcome.cause()).isEqualTo("momentum");
        assertThat(outcome.right()).isFalse();
        assertThat(of(changed(600), called(601, "step_size_up")).right()).isTrue();
        assertThat(of(changed(600), alarm(601), called(651, "data")).named()).isFalse();
    }

    @Test
    void slowDivergence_mayBeCalledARisingStepSize() {
        LabelledRun run = new LabelledRun(Path.of("r.npz"), "divergence", OptionalLong.of(600), "divergence");
        assertThat(of(run, called(620, "divergence")).right()).isTrue();
        assertThat(of(run, called(620, "step_size_up")).right()).isTrue();
        assertThat(of(run, called(620, "noise_up")).right()).isFalse();
    }

    @Test
    void figures_addRunsUp() {
        List<Outcome> outcomes = IntStream.range(0, 10)
                .mapToObj(i ->
                        i < 8 ? of(changed(600), called(600 + i, i < 6 ? "step_size_up" : "data")) : of(changed(600)))
                .toList();
        Figures figures = Figures.of(outcomes);
        assertThat(figures.changes()).isEqualTo(10);
        assertThat(figures.recall().value()).isEqualTo(0.8);
        assertThat(figures.recall().low()).isBetween(0.4, 0.79);
        assertThat(figures.recall().high()).isEqualTo(1.0);
        assertThat(figures.medianDelay()).isEqualTo(3);
        assertThat(figures.p90Delay()).isEqualTo(7);
        assertThat(figures.namedShare()).isEqualTo(1);
        assertThat(figures.rightShare()).isEqualTo(0.75);
        assertThat(figures.armed()).isEqualTo(2900);
    }

    @Test
    void figures_withoutAFalseAlarm_stateThePoissonLimit() {
        Figures figures = Figures.of(List.of(of(quiet()), of(quiet())));
        assertThat(figures.per10k().value()).isZero();
        assertThat(figures.per10k().high()).isEqualTo(3.0 * 1e4 / 1380);
        assertThat(figures.recall().value()).isNaN();
    }

    @Test
    void figures_ofFalseAlarms_haveAnIntervalOverRuns() {
        List<Outcome> outcomes = IntStream.range(0, 20)
                .mapToObj(i -> i < 2 ? of(quiet(), alarm(999)) : of(quiet()))
                .toList();
        Figures.Estimate rate = Figures.of(outcomes).per10k();
        assertThat(rate.value()).isEqualTo(1e4 * 2 / (20 * 690));
        assertThat(rate.low()).isZero();
        assertThat(rate.high()).isBetween(rate.value() * 2, rate.value() * 3.5);
    }
}
