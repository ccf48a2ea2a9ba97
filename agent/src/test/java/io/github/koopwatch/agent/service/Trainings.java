/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.koopwatch.contract.result.Json;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import io.github.koopwatch.koopman.monitor.ObservableMonitor;
import io.github.koopwatch.koopman.monitor.ObservableSettings;
import io.github.koopwatch.koopman.monitor.Slots;
import io.github.koopwatch.streams.Results;
import io.github.koopwatch.v1.Observable;
import io.github.koopwatch.v1.RunStart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/** Trajectories to publish, and what the engine makes of them when nothing comes between. */
final class Trainings {
    private Trainings() {}

    static RunStart start(String run, int dimension) {
        return RunStart.newBuilder()
                .setRun(run)
                .setGroup("g")
                .addObservables(Observable.newBuilder().setName("weights").setDimension(dimension))
                .build();
    }

    static float[][] walk(long seed, int rows, int dimension) {
        Random random = new Random(seed);
        float[][] walk = new float[rows][dimension];
        for (int t = 0; t < rows; t++) {
            for (int j = 0; j < dimension; j++) {
                walk[t][j] = (float) ((t == 0 ? 0 : walk[t - 1][j]) + random.nextGaussian());
            }
        }
        return walk;
    }

    /** Eigenvalues 0.998·e^{±0.3i}, 0.99 and 0.97 with a constant offset, mixed into the coordinates. */
    static float[][] linearSystem(long seed, int rows, int dimension) {
        Random random = new Random(seed);
        double[][] modes = new double[5][dimension];
        for (double[] mode : modes) {
            for (int j = 0; j < dimension; j++) {
                mode[j] = random.nextGaussian();
            }
        }
        float[][] x = new float[rows][dimension];
        for (int t = 0; t < rows; t++) {
            double r = Math.pow(0.998, t);
            double[] amplitudes = {r * Math.cos(0.3 * t), r * Math.sin(0.3 * t), Math.pow(0.99, t), Math.pow(0.97, t), 3
            };
            for (int j = 0; j < dimension; j++) {
                double sum = 0;
                for (int m = 0; m < 5; m++) {
                    sum += amplitudes[m] * modes[m][j];
                }
                x[t][j] = (float) sum;
            }
        }
        return x;
    }

    /** Rows that a noisy linear map x → ax + noise gives. */
    static float[][] contraction(long seed, int rows, int dimension, double a) {
        float[][] x = walk(seed, rows, dimension);
        float[][] noise = walk(seed + 1000, rows, dimension);
        for (int t = 1; t < rows; t++) {
            for (int j = 0; j < dimension; j++) {
                x[t][j] = (float) (a * x[t - 1][j] + noise[t][j] - noise[t - 1][j]);
            }
        }
        return x;
    }

    static List<WindowSpectrum> offline(String run, long incarnation, long firstStep, float[][] rows) {
        return offline(
                run,
                incarnation,
                LongStream.range(firstStep, firstStep + rows.length).toArray(),
                rows);
    }

    static List<WindowSpectrum> offline(String run, long incarnation, long[] steps, float[][] rows) {
        ObservableMonitor monitor = new ObservableMonitor(
                new ObservableSettings(rows[0].length, List.of(), 0, 0, List.of(AnalysisSettings.monitor())),
                Slots.NONE);
        Results.Source source = new Results.Source(run, "g", run, "weights", incarnation);
        List<WindowSpectrum> windows = new ArrayList<>();
        for (int t = 0; t < rows.length; t++) {
            for (AnalysedWindow window : monitor.append(steps[t], rows[t]).windows()) {
                windows.add(Results.spectrum(source, window));
            }
        }
        return windows;
    }

    /** Same windows, every field to the last bit. */
    static void assertSame(List<WindowSpectrum> actual, List<WindowSpectrum> expected) {
        assertThat(actual)
                .extracting(Trainings::text)
                .isEqualTo(expected.stream().map(Trainings::text).toList());
    }

    private static String text(WindowSpectrum window) {
        return new String(Json.write(window), StandardCharsets.UTF_8);
    }
}
