/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.inference.ShuffleTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Distances of stored spectra, replica by replica.
 *
 * @param w1 per replica
 * @param std with ddof 0
 * @param shuffleP per replica; NaN where the counts differ, which the shuffle test does not know
 */
public record SpectrumDistances(double[] w1, double mean, double std, double[] shuffleP) {
    private static final long SEED = 0;

    /** Throws BadInput for unequal numbers of replicas. */
    public static SpectrumDistances of(List<Eigenvalues> a, List<Eigenvalues> b) {
        if (a.size() != b.size()) {
            throw new BadInput("replicas: expected as many in both files, got " + a.size() + " and " + b.size());
        }
        double[] w1 = IntStream.range(0, a.size())
                .mapToDouble(r -> Wasserstein.w1(a.get(r), b.get(r)))
                .toArray();
        double mean = Arrays.stream(w1).average().orElse(Double.NaN);
        double variance =
                Arrays.stream(w1).map(d -> (d - mean) * (d - mean)).average().orElse(Double.NaN);
        double[] p = IntStream.range(0, a.size())
                .mapToDouble(r -> shuffle(a.get(r), b.get(r)))
                .toArray();
        return new SpectrumDistances(w1, mean, Math.sqrt(variance), p);
    }

    private static double shuffle(Eigenvalues a, Eigenvalues b) {
        return a.size() == b.size() ? ShuffleTest.pValue(a, b, SEED) : Double.NaN;
    }
}
