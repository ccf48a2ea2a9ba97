/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.compare.ArmDistances;
import io.github.koopwatch.koopman.compare.Equivalence;
import io.github.koopwatch.koopman.compare.Look;
import java.util.List;

/**
 * Whether two trainings have the same dynamics.
 *
 * <p>With at least three replicas a side: exact permutation of whole replicas, energy statistic on W1 averaged over the
 * windows at equal steps. With fewer: the sampling noise of single windows, which knows nothing of what another seed would
 * have changed, so that the verdict is never "equivalent".
 *
 * @param w1 mean over cross pairs and windows
 * @param nullW1Mean mean W1 between replicas within arms, or between resampled windows
 * @param test {@code permutation} or {@code bootstrap}
 * @param windows windows at equal steps
 * @param verdict {@code different} if p ≤ alpha; else {@code equivalent} if {@link Equivalence} holds; else
 *     {@code undecided}
 */
public record Comparison(
        double w1,
        double nullW1Mean,
        String test,
        int replicasA,
        int replicasB,
        int windows,
        double pValue,
        String verdict) {
    /** Fewest replicas a side for a permutation test. */
    public static final int FEWEST_REPLICAS = 3;

    static final String DIFFERENT = "different";
    static final String UNDECIDED = "undecided";

    /** Throws BadInput when the two have no window in common. */
    public static Compared of(Trajectory a, Trajectory b, AnalysisSettings settings, double alpha, Progress progress) {
        ReplicaSpectra spectra = ReplicaSpectra.of(a, b, settings, progress);
        ArmDistances distances = new ArmDistances(spectra.distances(), a.replicas());
        if (Math.min(a.replicas(), b.replicas()) >= FEWEST_REPLICAS) {
            return new Compared(permuted(spectra, distances, alpha), spectra.windows(), distances);
        }
        SamplingNoise noise = SamplingNoise.of(a, b, spectra, settings);
        return new Compared(bootstrapped(spectra, distances, noise, alpha), spectra.windows(noise.nulls()), distances);
    }

    private static Comparison permuted(ReplicaSpectra spectra, ArmDistances distances, double alpha) {
        Look look = Look.at(List.of(List.<double[][]>of(distances.d())), distances.replicasA(), alpha);
        String otherwise = look.isEquivalent() ? "equivalent" : UNDECIDED;
        return new Comparison(
                look.w1(),
                look.within(),
                "permutation",
                spectra.replicasA(),
                spectra.replicasB(),
                spectra.steps().size(),
                look.pValue(),
                look.pValue() <= alpha ? DIFFERENT : otherwise);
    }

    private static Comparison bootstrapped(
            ReplicaSpectra spectra, ArmDistances distances, SamplingNoise noise, double alpha) {
        return new Comparison(
                distances.between(),
                noise.mean(),
                "bootstrap",
                spectra.replicasA(),
                spectra.replicasB(),
                spectra.steps().size(),
                noise.pValue(),
                noise.pValue() <= alpha ? DIFFERENT : UNDECIDED);
    }
}
