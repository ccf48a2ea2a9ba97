/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.mechanics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.ModeFigures;
import io.github.koopwatch.contract.result.MotionFigures;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Windows of rows 0 to 99, 10 to 109, …, 90 to 189, whose update energy is largest in the fourth; a scalar t². */
class ReadingTest {
    private static final Shown RUN = Shown.of(
            IntStream.range(0, 10).mapToObj(ReadingTest::window).toList(),
            Map.of(
                    "square",
                    IntStream.range(0, 11)
                            .mapToObj(t -> new double[] {t, t * t / 100.0})
                            .toList()),
            List.of(event("Oscillation", 140, 120), event("Stall", 50, 40)));

    @Test
    void scalar_between_two_steps_mean() {
        assertThat(Reading.of("square", RUN, 9, 10)).isCloseTo((0.81 + 1) / 2, within(1e-12));
        assertThat(Reading.of("drift square", RUN, 2, 10)).isCloseTo(1 - 0.04, within(1e-12));
        assertThat(Reading.of("half square", RUN, 0, 10)).isEqualTo(8);
        assertThat(Reading.of("square", RUN, 20, 30)).isNaN();
    }

    @Test
    void windowFigure_onlyWindowsThatLieBetweenTheSteps() {
        assertThat(Reading.of("diffusion_exponent", RUN, 20, 139)).isEqualTo((2 + 3 + 4) / 3.0);
    }

    @Test
    void eigenvalues_leastAndMostEnergetic() {
        assertThat(Reading.of("most_negative_eigenvalue", RUN, 0, 99)).isEqualTo(-0.9);
        assertThat(Reading.of("leading_eigenvalue", RUN, 0, 99)).isEqualTo(0.5);
    }

    @Test
    void peak_middleOfTheHopOfTheLargest() {
        assertThat(Reading.of("peak update_energy", RUN, 0, 200)).isEqualTo(129 - 5);
    }

    @Test
    void ratio_ofTwoMeans() {
        assertThat(Reading.of("update_energy/diffusion_exponent", RUN, 20, 129))
                .isCloseTo((2 + 4 + 6 + 8) / 4.0 / 2.5, within(1e-12));
    }

    @Test
    void events_firedOrBegunThere_ofAKindOrAny() {
        assertThat(Reading.of("events Oscillation", RUN, 110, 130)).isEqualTo(1);
        assertThat(Reading.of("events Oscillation", RUN, 0, 100)).isEqualTo(0);
        assertThat(Reading.of("events", RUN, 0, 100)).isEqualTo(1);
    }

    @Test
    void unknownGauge_oneClearSentence() {
        assertThatThrownBy(() -> Reading.of("nothing", RUN, 0, 200))
                .isInstanceOf(BadInput.class)
                .hasMessage("nothing: expected a figure of a window or a scalar of the run, got neither");
    }

    @Test
    void interval_studentOverRuns_readingsOfOneRunAveragedFirst() {
        Map<String, Shown> runs = Map.of("a", scalar(1), "b", scalar(2), "c", scalar(3));
        Prediction prediction = new Prediction(
                "e",
                "n",
                "t",
                "theory",
                "s",
                "v",
                "difference",
                -1,
                1,
                List.of(
                        new Prediction.Seen("a", 0, 0, 0),
                        new Prediction.Seen("a", 2, 0, 0),
                        new Prediction.Seen("b", 1, 0, 0),
                        new Prediction.Seen("c", 1, 0, 0)));
        Measured measured = Measured.of(prediction, runs::get);
        assertThat(measured.runs()).isEqualTo(3);
        assertThat(measured.statistic()).isEqualTo(1);
        double half = 4.302653 / Math.sqrt(3); // t(0.975, 2) times the standard error of 0, 1, 2
        assertThat(measured.low()).isCloseTo(1 - half, within(1e-5));
        assertThat(measured.high()).isCloseTo(1 + half, within(1e-5));
    }

    private static Shown scalar(double value) {
        return Shown.of(List.of(), Map.of("v", List.of(new double[] {0, value})), List.of());
    }

    private static WindowSpectrum window(int i) {
        return new WindowSpectrum(
                "run",
                "weights",
                "monitor",
                0,
                10L * i,
                10L * i + 99,
                false,
                2,
                List.of(new double[] {-0.9, 0}, new double[] {0.5, 0}),
                new double[2],
                new int[] {0, 1},
                0.9,
                0.1,
                2,
                i <= 3 ? 2 * i + 2 : 0,
                0,
                null,
                new ModeFigures(new double[] {0.1, 0.7}, new double[] {0.2, 0.6}, null, null),
                new MotionFigures(2, 2, 1, 0, null, i, 0));
    }

    private static ChangeEvent event(String kind, long step, long onset) {
        return new ChangeEvent(
                "id", "run", "g", null, "weights", null, 0, kind, "unknown", null, step, onset, null, 1, 1, "warning",
                "firing", false, "words");
    }
}
