/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.Scale;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import io.github.koopwatch.koopman.monitor.ObservableMonitor;
import io.github.koopwatch.koopman.monitor.ObservableSettings;
import io.github.koopwatch.koopman.monitor.Slots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The document of a window, whatever its rows are. */
class WindowDocumentTest {
    private static final int ROWS = 40;

    /** Rows as they come when something is wrong, each a function of step, coordinate and a random number. */
    enum Rows {
        FROZEN((t, k, r) -> 3),
        ZERO((t, k, r) -> 0),
        ONE_COORDINATE_MOVES((t, k, r) -> k == 0 ? r : 1),
        TWO_EQUAL_ROWS((t, k, r) -> t % 2 == 0 ? r : Double.NaN), // NaN: as the row before
        ALTERNATING((t, k, r) -> t % 2 == 0 ? 1 + k : -1),
        FROZEN_HALFWAY((t, k, r) -> t < ROWS / 2 ? r : Double.NaN),
        ONE_JUMP((t, k, r) -> t == 17 ? 1e6 : 2),
        LAST_ROW_MOVES((t, k, r) -> t == ROWS - 1 ? r : 2),
        STRAIGHT((t, k, r) -> k + t),
        DECAY((t, k, r) -> Math.pow(0.5, t)),
        GROWTH((t, k, r) -> Math.pow(4, t)),
        HUGE((t, k, r) -> 1e30 * r),
        LARGEST((t, k, r) -> Math.signum(r) * Float.MAX_VALUE),
        TINY((t, k, r) -> 1e-30 * r),
        SUBNORMAL((t, k, r) -> 1e-44 * r),
        HUGE_AND_TINY((t, k, r) -> (k % 2 == 0 ? 1e30 : 1e-30) * r),
        NOISE((t, k, r) -> r);

        private final Value value;

        Rows(Value value) {
            this.value = value;
        }

        float[][] of(int dimension, long seed) {
            Random random = new Random(seed);
            float[][] rows = new float[ROWS][dimension];
            for (int t = 0; t < ROWS; t++) {
                for (int k = 0; k < dimension; k++) {
                    double drawn = value.at(t, k, random.nextGaussian());
                    rows[t][k] = Double.isNaN(drawn) ? rows[t - 1][k] : (float) drawn;
                }
            }
            return rows;
        }
    }

    interface Value {
        double at(int t, int k, double random);
    }

    private static List<AnalysisSettings> analyses() {
        List<AnalysisSettings> analyses = new ArrayList<>();
        for (int[] shape : new int[][] {{20, 0}, {4, 0}, {12, 8}, {40, 3}}) { // window, delays
            for (int rank : new int[] {10, AnalysisSettings.ALL}) {
                for (Centre centre : Centre.values()) {
                    for (Scale scale : Scale.values()) {
                        analyses.add(new AnalysisSettings(
                                "custom", shape[0], 9, shape[1], rank, centre, 1, scale, rank == 10));
                    }
                }
            }
        }
        return analyses;
    }

    private static List<AnalysedWindow> windows(float[][] rows, long stride, List<AnalysisSettings> analyses) {
        int dimension = rows[0].length;
        ObservableMonitor monitor = new ObservableMonitor(
                new ObservableSettings(dimension, List.of(new int[] {0, dimension}), stride, 0, analyses), Slots.NONE);
        List<AnalysedWindow> windows = new ArrayList<>();
        for (int t = 0; t < rows.length; t++) {
            windows.addAll(monitor.append(t * stride, rows[t]).windows());
        }
        return windows;
    }

    private static WindowSpectrum document(AnalysedWindow window) {
        return Results.spectrum(new Results.Source("r", "g", "a", "weights", 0), window);
    }

    @ParameterizedTest
    @EnumSource(Rows.class)
    void document_ofAnyRows_isWholeAndHasNoNaN(Rows rows) throws IOException {
        for (int dimension : new int[] {1, 2, 9}) {
            for (AnalysedWindow window : windows(rows.of(dimension, 7), 1, analyses())) {
                WindowSpectrum document = document(window);
                String json = new String(Json.write(document), StandardCharsets.UTF_8);
                assertThat(json).doesNotContain("NaN").doesNotContain("Infinity");
                int rank = document.rank();
                assertThat(document.degenerate() == null).isEqualTo(rank > 0);
                assertThat(document.eigenvalues()).hasSize(rank).allMatch(e -> Double.isFinite(e[0] + e[1]));
                for (double[] figures : new double[][] {
                    document.residuals(),
                    document.modeFigures().eigenfunctionResiduals(),
                    document.modeFigures().energies(),
                    document.modeFigures().frequencies()
                }) {
                    assertThat(figures).hasSize(rank);
                    assertThat(Arrays.stream(figures).boxed()).allMatch(f -> Double.isFinite(f) && f >= 0);
                }
                assertThat(document.modeFigures().halfLives()).hasSize(rank);
                assertThat(Arrays.stream(document.modeFigures().energies()).boxed())
                        .allMatch(e -> e <= 1);
                assertThat(document.motion().groupEnergies()).hasSize(1);
                double oscillation = document.motion().phaseOscillation();
                assertThat(Double.isNaN(oscillation) || oscillation >= 0 && oscillation <= 1)
                        .isTrue();
            }
        }
    }

    @Test
    void document_restingWindow_hasAReasonAndNulls() throws IOException {
        AnalysisSettings settings = new AnalysisSettings("custom", 20, 4, 0, 5, Centre.AFFINE, 1);
        WindowSpectrum document =
                document(windows(Rows.FROZEN.of(3, 1), 1, List.of(settings)).get(0));
        assertThat(document.degenerate()).isEqualTo("the rows do not move");
        assertThat(document.motion().numericalRank()).isZero();
        assertThat(document.motion().svhtRank()).isNaN();
        assertThat(document.motion().groupEnergies()).containsExactly(0);
    }

    /** Rows are means of five snapshots seven steps apart: one cycle in eight rows is one in 280 steps. */
    @Test
    void document_strideAndBlockMean_areInTheStepsOfTimes() {
        float[][] rows = new float[400][2];
        for (int t = 0; t < 400; t++) {
            double size = Math.pow(0.5, t / 100.0);
            rows[t] = new float[] {
                (float) (size * Math.cos(2 * Math.PI * t / 40)), (float) (size * Math.sin(2 * Math.PI * t / 40))
            };
        }
        AnalysisSettings settings = new AnalysisSettings("custom", 40, 4, 0, 2, Centre.AFFINE, 5);
        WindowSpectrum document = document(windows(rows, 7, List.of(settings)).get(0));
        assertThat(document.modeFigures().frequencies()[0]).isCloseTo(1 / 280.0, within(1e-6));
        assertThat(document.modeFigures().halfLives()[0]).isCloseTo(700, within(0.1));
    }
}
