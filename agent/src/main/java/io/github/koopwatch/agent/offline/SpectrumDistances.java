/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.distance.Measure;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.inference.ShuffleTest;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * Distances of stored spectra, replica by replica.
 *
 * @param w1 per replica
 * @param std with ddof 0
 * @param shuffleP per replica; NaN where counts differ or masses were given, which the shuffle test does not know
 * @param moved per replica, the mode that moved most
 */
public record SpectrumDistances(double[] w1, double mean, double std, double[] shuffleP, List<MovedMode> moved) {
    private static final long SEED = 0;

    /** With equal masses. Throws BadInput for unequal numbers of replicas. */
    public static SpectrumDistances of(List<Eigenvalues> a, List<Eigenvalues> b) {
        requireEqual(a.size(), b.size());
        return of(
                each(a, b, Wasserstein::w1),
                each(a, b, SpectrumDistances::shuffle),
                IntStream.range(0, a.size())
                        .mapToObj(r -> MovedMode.of(Wasserstein.moved(a.get(r), b.get(r))))
                        .toList());
    }

    /** With given masses. Throws BadInput for unequal numbers of replicas. */
    public static SpectrumDistances weighted(List<Measure> a, List<Measure> b) {
        requireEqual(a.size(), b.size());
        return of(
                each(a, b, Wasserstein::w1),
                each(a, b, (x, y) -> Double.NaN),
                IntStream.range(0, a.size())
                        .mapToObj(r -> MovedMode.of(Wasserstein.moved(a.get(r), b.get(r))))
                        .toList());
    }

    private static SpectrumDistances of(double[] w1, double[] p, List<MovedMode> moved) {
        double mean = Arrays.stream(w1).average().orElse(Double.NaN);
        double variance =
                Arrays.stream(w1).map(d -> (d - mean) * (d - mean)).average().orElse(Double.NaN);
        return new SpectrumDistances(w1, mean, Math.sqrt(variance), p, moved);
    }

    private static <T> double[] each(List<T> a, List<T> b, ToDoubleBiFunction<T, T> value) {
        return IntStream.range(0, a.size())
                .mapToDouble(r -> value.applyAsDouble(a.get(r), b.get(r)))
                .toArray();
    }

    private static void requireEqual(int a, int b) {
        if (a != b) {
            throw new BadInput("replicas: expected as many in both files, got " + a + " and " + b);
        }
    }

    private static double shuffle(Eigenvalues a, Eigenvalues b) {
        return a.size() == b.size() ? ShuffleTest.pValue(a, b, SEED) : Double.NaN;
    }
}
