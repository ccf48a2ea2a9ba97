/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangeDetectorTest {
    private static final double[] NONE = {};

    @Test
    void observe_twentyfoldStepSize_isCaughtAtOnceAndResolvedWhenLearned() {
        for (long seed = 0; seed < 5; seed++) {
            List<float[]> rows = Walks.walk(seed, 1200, 64);
            Walks.stretch(rows, 700, 20);

            List<Change> changes = Walks.feed(rows, List.of()).changes();

            Change resolved = changes.get(changes.size() - 1);
            Change fired = changes.get(0);
            assertThat(fired.kind()).isEqualTo(ChangeKind.REGIME_SHIFT);
            assertThat(fired.step()).isBetween(701L, 705L);
            assertThat(fired.onsetStep()).isBetween(695L, 701L);
            assertThat(fired.channel()).isEqualTo("update_energy");
            assertThat(fired.direction()).isEqualTo(Direction.UP);
            assertThat(fired.statistic()).isGreaterThan(fired.threshold());
            assertThat(fired.state()).isEqualTo(Change.State.FIRING);
            assertThat(resolved.state()).isEqualTo(Change.State.RESOLVED);
            assertThat(changes)
                    .allSatisfy(version -> assertThat(version)
                            .usingRecursiveComparison()
                            .ignoringFields("state", "cause", "message", "excerpt")
                            .isEqualTo(fired));
            assertThat(resolved.message()).endsWith("the new course is known since step " + (fired.step() + 291));
        }
    }

    @Test
    void message_ofEnergy_saysFactorStepAndOnset() {
        List<float[]> rows = Walks.walk(0, 800, 64);
        Walks.stretch(rows, 700, 20);

        String message = Walks.feed(rows, List.of()).changes().get(0).message();

        assertThat(message)
                .matches("update energy rose (3[5-9]|4[0-5]).-fold at step 702 \\(onset estimated at step 701\\)");
    }

    @Test
    void message_ofCoherence_saysCosines() {
        Random random = new Random(3);
        ChangeDetector detector = new ChangeDetector(0);
        List<Change> changes = new ArrayList<>();
        for (int t = 0; t < 510; t++) {
            double coherence = (t < 500 ? 0 : 0.9) + 0.05 * random.nextGaussian();
            changes.addAll(detector.observe(
                    t,
                    new ChannelValues(random.nextGaussian(), coherence, -1, random.nextGaussian(), 0, NONE, 20, NONE)));
        }

        Change change = changes.get(0);
        assertThat(change.channel()).isEqualTo("coherence");
        assertThat(change.message())
                .matches(
                        "cosine of consecutive updates rose from -?0.0. to 0.(6|7). at step 501 \\(onset.*step 500\\)");
    }

    @Test
    void observe_withinTheFirst310Snapshots_isSilent() {
        List<float[]> rows = Walks.walk(1, 309, 64);
        Walks.stretch(rows, 250, 20);

        assertThat(Walks.feed(rows, List.of()).changes()).isEmpty();
    }

    @Test
    void observe_secondChangeWhileLearning_isSilentAndRearmsOnce() {
        List<float[]> rows = Walks.walk(1, 1300, 64);
        Walks.stretch(rows, 500, 20);
        Walks.stretch(rows, 600, 20);

        Feed feed = Walks.feed(rows, List.of());

        assertThat(feed.firing()).hasSize(1);
        assertThat(feed.changes())
                .filteredOn(c -> c.state() == Change.State.RESOLVED)
                .hasSize(1);
    }

    @Test
    void observe_constantValues_neverAlarmsAndNeverIsNaN() {
        ChangeDetector detector = new ChangeDetector(0);
        for (int t = 0; t < 700; t++) {
            assertThat(detector.observe(t, values(-3))).isEmpty();
            assertThat(detector.slot().z()).doesNotContain(Double.NaN);
        }
    }

    @Test
    void observe_misuse_saysExpectedAndActualAndChangesNothing() {
        ChangeDetector detector = new ChangeDetector(0);
        detector.observe(5, values(1));
        byte[] head = detector.head();

        assertThatThrownBy(() -> detector.observe(5, values(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step: expected more than 5, got 5");
        assertThatThrownBy(() -> detector.observe(6, values(Double.NaN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("update_energy at step 6: expected a finite value, got NaN");
        assertThatThrownBy(() -> new ChangeDetector(2).observe(6, values(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("groups: expected 2, got 0");
        assertThatThrownBy(() -> new ChangeDetector(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("groups: expected 0 to 8, got 9");
        assertThat(detector.head()).isEqualTo(head);
    }

    @Test
    void names_areThePinnedOnes() {
        assertThat(ChangeKind.values())
                .extracting(ChangeKind::jsonName)
                .containsExactly(
                        "RegimeShift",
                        "Stall",
                        "PartialFreeze",
                        "Instability",
                        "Oscillation",
                        "EarlyPhase",
                        "Converged");
        assertThat(ChangeKind.values())
                .extracting(kind -> kind.severity().jsonName())
                .containsExactly("warning", "warning", "warning", "critical", "warning", "info", "info");
        assertThat(Cause.values())
                .extracting(Cause::jsonName)
                .containsExactly(
                        "step_size_up",
                        "step_size_down",
                        "noise_up",
                        "noise_down",
                        "momentum",
                        "optimizer",
                        "regularisation",
                        "data",
                        "freeze",
                        "stop",
                        "divergence",
                        "unknown");
        assertThat(Change.State.RESOLVED.jsonName()).isEqualTo("resolved");
        assertThat(Direction.UP.jsonName()).isEqualTo("up");
    }

    private static ChannelValues values(double u) {
        return new ChannelValues(u, 0.1, Double.NaN, 0, 0, NONE, 20, NONE);
    }
}
