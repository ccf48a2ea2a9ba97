/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.detect.Change;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/** Small trainings whose right answer is known, and what a monitor says of them. */
final class Trainings {
    private Trainings() {}

    /** Gradient descent with white gradient noise on a quadratic of curvatures 0.02 to 1; the rate may change each step. */
    static List<float[]> descent(long seed, int rows, int dimension, IntToDoubleFunction rate) {
        Random random = new Random(seed);
        double[] x = random.doubles(dimension, -1, 1).toArray();
        List<float[]> weights = new ArrayList<>();
        for (int t = 0; t < rows; t++) {
            float[] row = new float[dimension];
            for (int i = 0; i < dimension; i++) {
                double curvature = StrictMath.pow(0.02, (double) i / dimension);
                x[i] -= rate.applyAsDouble(t) * (curvature * x[i] + 0.3 * random.nextGaussian());
                row[i] = (float) (1 + x[i]);
            }
            weights.add(row);
        }
        return weights;
    }

    /** x ← factors * x around 5, after a start of one, with noise; a coordinate per factor. */
    static List<float[]> linear(long seed, int rows, double noise, double... factors) {
        Random random = new Random(seed);
        double[] x = new double[factors.length];
        Arrays.fill(x, 1);
        List<float[]> weights = new ArrayList<>();
        for (int t = 0; t < rows; t++) {
            float[] row = new float[factors.length];
            for (int i = 0; i < factors.length; i++) {
                row[i] = (float) (5 + x[i]);
                x[i] = factors[i] * x[i] + noise * random.nextGaussian();
            }
            weights.add(row);
        }
        return weights;
    }

    static ObservableMonitor monitor(int dimension, AnalysisSettings... analyses) {
        return new ObservableMonitor(new ObservableSettings(dimension, List.of(), 0, 0, List.of(analyses)), Slots.NONE);
    }

    /** All versions of all changes, without what was logged. */
    static List<Change> watched(List<float[]> rows) {
        return watched(rows, t -> Map.of());
    }

    /** All versions of all changes; what a step logs comes after its snapshot. */
    static List<Change> watched(List<float[]> rows, IntFunction<Map<String, Double>> logged) {
        ObservableMonitor monitor = monitor(rows.get(0).length, AnalysisSettings.monitor());
        List<Change> changes = new ArrayList<>();
        for (int t = 0; t < rows.size(); t++) {
            changes.addAll(monitor.append(t, rows.get(t)).changes());
            changes.addAll(monitor.scalars(t, logged.apply(t)).changes());
        }
        return changes;
    }
}
