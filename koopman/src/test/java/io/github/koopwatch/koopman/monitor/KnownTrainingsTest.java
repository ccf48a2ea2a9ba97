/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.detect.Cause;
import io.github.koopwatch.koopman.detect.Change;
import io.github.koopwatch.koopman.detect.ChangeKind;
import io.github.koopwatch.koopman.detect.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinds of change in linear systems whose modes are known. */
class KnownTrainingsTest {
    private static final int DIMENSION = 16;

    private static double[] factors(double first, double others) {
        double[] factors = new double[DIMENSION];
        Arrays.fill(factors, others);
        factors[0] = first;
        return factors;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void modeOf1p02_isAnInstability(long seed) {
        List<Change> found = Trainings.watched(Trainings.linear(seed, 600, 0.01, factors(1.02, 0.9)));
        assertThat(found)
                .filteredOn(c -> c.kind() == ChangeKind.INSTABILITY)
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.severity()).isEqualTo(Severity.CRITICAL);
                    assertThat(change.cause()).isEqualTo(Cause.DIVERGENCE);
                    assertThat(change.preset()).isEqualTo("monitor");
                    assertThat(change.statistic()).isBetween(1.015, 1.025);
                    assertThat(change.message()).startsWith("a mode grows by a factor of 1.0");
                });
        assertThat(found).noneMatch(change -> change.kind() == ChangeKind.REGIME_SHIFT);
    }

    /** A shift that a divergence causes is told once: as the shift, whose cause is added. */
    @Test
    void shiftThatGrows_isOneChangeWithTheCauseDivergence() {
        List<Change> found = Trainings.watched(Trainings.descent(2, 800, DIMENSION, t -> t < 500 ? 0.1 : 2.03));
        assertThat(found).noneMatch(change -> change.kind() == ChangeKind.INSTABILITY);
        assertThat(found)
                .filteredOn(change -> change.kind() == ChangeKind.REGIME_SHIFT)
                .allMatch(change -> change.step() == 501)
                .anyMatch(change -> change.cause() == Cause.DIVERGENCE);
    }

    /** Unless the shift was announced: nobody announced the divergence. */
    @Test
    void announcedShiftThatGrows_isAnInstabilityOfItsOwn() {
        List<Change> found = Trainings.watched(
                Trainings.descent(2, 800, DIMENSION, t -> t < 500 ? 0.1 : 2.03),
                t -> Map.of("lr", t < 500 ? 0.1 : 0.2));
        assertThat(found)
                .filteredOn(change -> change.kind() == ChangeKind.INSTABILITY)
                .hasSize(1)
                .allMatch(change -> change.severity() == Severity.CRITICAL);
    }

    /** Fast growth along the path of learning has |λ| &gt; 1 too, and its movement falls. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void modulusAbove1Alone_isNoInstability(long seed) {
        Random random = new Random(seed);
        List<float[]> rows = new ArrayList<>();
        for (int t = 0; t < 1500; t++) {
            float[] row = new float[DIMENSION];
            for (int i = 0; i < DIMENSION; i++) {
                row[i] = (float) (Math.log(1 + 0.01 * (1 + i) * t) + 1e-4 * random.nextGaussian());
            }
            rows.add(row);
        }
        assertThat(Trainings.watched(rows)).noneMatch(change -> change.kind() == ChangeKind.INSTABILITY);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void modeOfMinus1_isAnOscillation(long seed) {
        List<Change> found = Trainings.watched(Trainings.linear(seed, 600, 0.003, factors(-1, 0.9)));
        assertThat(found).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(ChangeKind.OSCILLATION);
            assertThat(change.message())
                    .isEqualTo(
                            "a mode flips its sign each row (eigenvalue -1.000) and carries 100 %" + " of the motion");
        });
    }

    /** A pair that turns in 8 rows, seen at every second step. */
    @Test
    void pairOnTheCircle_isAnOscillation_whichSaysWhatAnEvenStrideHides() {
        ObservableMonitor monitor = Trainings.monitor(2, AnalysisSettings.monitor());
        Random random = new Random(1);
        List<Change> found = new ArrayList<>();
        for (int t = 0; t < 400; t++) {
            float[] row = {
                (float) (3 + Math.cos(Math.PI * t / 4) + 0.01 * random.nextGaussian()),
                (float) (Math.sin(Math.PI * t / 4) + 0.01 * random.nextGaussian())
            };
            found.addAll(monitor.append(2L * t, row).changes());
        }
        assertThat(found).singleElement().satisfies(change -> {
            assertThat(change.kind()).isEqualTo(ChangeKind.OSCILLATION);
            assertThat(change.message())
                    .contains("turns round in 8.0 rows")
                    .endsWith("rows are 2 steps apart, so the true period may be shorter, and a motion of period two is"
                            + " invisible");
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomWalk_hasNeitherInstabilityNorOscillation(long seed) {
        List<float[]> rows = Trainings.linear(seed, 3000, 1, factors(1, 1));
        assertThat(Trainings.watched(rows)).isEmpty();
    }

    @Test
    void contraction_isConvergedAndNoStallAndNoShift() {
        double[] factors = factors(0.99, 0.97);
        List<Change> found = Trainings.watched(Trainings.linear(4, 800, 0, factors));
        assertThat(found)
                .filteredOn(c -> c.kind() != ChangeKind.EARLY_PHASE)
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.kind()).isEqualTo(ChangeKind.CONVERGED);
                    assertThat(change.severity()).isEqualTo(Severity.INFO);
                });
    }

    @Test
    void rest_isAStallAndNotConverged() {
        List<float[]> rows = Trainings.linear(4, 1000, 0.01, factors(0.99, 0.97));
        for (int t = 500; t < 1000; t++) {
            rows.set(t, rows.get(499));
        }
        assertThat(Trainings.watched(rows)).extracting(Change::kind).containsOnly(ChangeKind.STALL);
    }

    /** Oscillations die away in the first window, then noise is all there is. */
    @Test
    void firstWindowsThatSettle_areAnEarlyPhase_onceInARun() {
        Random random = new Random(3);
        List<float[]> rows = new ArrayList<>();
        double[] noise = new double[DIMENSION];
        for (int t = 0; t < 3000; t++) {
            float[] row = new float[DIMENSION];
            for (int i = 0; i < DIMENSION; i++) {
                noise[i] = 0.5 * noise[i] + 0.01 * random.nextGaussian();
                row[i] = (float) (5 + noise[i] + 0.3 * Math.exp(-t / 40.0) * Math.cos(0.05 * (1 + i) * t));
            }
            rows.add(row);
        }
        assertThat(Trainings.watched(rows))
                .filteredOn(change -> change.kind() == ChangeKind.EARLY_PHASE)
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.severity()).isEqualTo(Severity.INFO);
                    assertThat(change.step()).isEqualTo(299);
                });
    }

    /** A jump of the noise that dies away: one change, and no phase of the first windows on top of it. */
    @Test
    void jumpInTheFirstWindows_isNoEarlyPhase() {
        Random random = new Random(3);
        List<float[]> rows = new ArrayList<>();
        double[] noise = new double[DIMENSION];
        for (int t = 0; t < 2000; t++) {
            float[] row = new float[DIMENSION];
            for (int i = 0; i < DIMENSION; i++) {
                noise[i] = 0.5 * noise[i] + 0.01 * random.nextGaussian();
                double since = t < 600 ? 0 : 0.3 * Math.exp((600 - t) / 40.0);
                row[i] = (float) (5 + noise[i] + since * Math.cos(0.05 * (1 + i) * t));
            }
            rows.add(row);
        }
        assertThat(Trainings.watched(rows))
                .extracting(Change::kind)
                .contains(ChangeKind.REGIME_SHIFT)
                .doesNotContain(ChangeKind.EARLY_PHASE);
    }
}
