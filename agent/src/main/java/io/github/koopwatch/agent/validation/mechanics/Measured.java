/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.mechanics;

import io.github.koopwatch.koopman.compare.StudentT;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A gauge over independent runs.
 *
 * @param predicted mean of what theory says
 * @param measured mean of what the gauge shows
 * @param statistic mean of what compares the two
 * @param low of its 95 % interval: Student's t over runs, each run's readings averaged first
 * @param high likewise; low and high NaN with fewer than two runs, or where a run shows nothing
 */
public record Measured(double predicted, double measured, double statistic, double low, double high, int runs) {
    private static final double TAIL = 0.975;

    /** Reads a prediction's gauge where it says. */
    public static Measured of(Prediction prediction, Function<String, Shown> runs) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Prediction.Seen seen : prediction.seen()) {
            double value = Reading.of(prediction.gauge(), runs.apply(seen.run()), seen.first(), seen.last());
            double[] sum = sums.computeIfAbsent(seen.run(), run -> new double[3]);
            sum[0] += seen.predicted();
            sum[1] += value;
            sum[2] += prediction.statistic(value, seen.predicted());
            counts.merge(seen.run(), 1, Integer::sum);
        }
        double[][] means = sums.entrySet().stream()
                .map(run -> Arrays.stream(run.getValue())
                        .map(v -> v / counts.getOrDefault(run.getKey(), 1))
                        .toArray())
                .toArray(double[][]::new);
        return of(means);
    }

    private static Measured of(double[][] runs) {
        double[] statistic = Arrays.stream(runs).mapToDouble(r -> r[2]).toArray();
        int n = statistic.length;
        double mean = mean(runs, 2);
        double square =
                Arrays.stream(statistic).map(s -> (s - mean) * (s - mean)).sum();
        double half = n < 2 ? Double.NaN : StudentT.quantile(TAIL, n - 1) * Math.sqrt(square / (n - 1) / n);
        return new Measured(mean(runs, 0), mean(runs, 1), mean, mean - half, mean + half, n);
    }

    private static double mean(double[][] runs, int column) {
        return Arrays.stream(runs).collect(Collectors.averagingDouble(r -> r[column]));
    }
}
