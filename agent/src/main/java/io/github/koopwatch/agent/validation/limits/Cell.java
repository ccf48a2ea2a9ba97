/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.limits;

import io.github.koopwatch.agent.validation.science.Distances;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** One condition under which the two systems are to be told apart, many times. */
public record Cell(String what, int rows, double process, double measured) {
    private static final int REPLICAS = 5;
    private static final double ALPHA = 0.05;

    /**
     * What came of a cleaning.
     *
     * @param told [repetition] whether unequal systems were called different
     * @param mistaken [repetition] whether equal ones were
     * @param offTruth mean W1 of a spectrum of the first system to the true one; NaN without spectra
     */
    public record Outcome(boolean[] told, boolean[] mistaken, double offTruth) {
        public double power() {
            return share(told);
        }

        public double level() {
            return share(mistaken);
        }

        private static double share(boolean[] values) {
            int count = 0;
            for (boolean value : values) {
                count += value ? 1 : 0;
            }
            return (double) count / values.length;
        }
    }

    /** By cleaning; all see the same rows. A function of the seed. */
    public Map<Cleaning, Outcome> outcomes(int repetitions, long seed) {
        Random random = new Random(seed);
        Map<Cleaning, Outcome> outcomes = new LinkedHashMap<>();
        Cleaning.ALL.forEach(cleaning ->
                outcomes.put(cleaning, new Outcome(new boolean[repetitions], new boolean[repetitions], Double.NaN)));
        Map<Cleaning, List<Double>> off = new LinkedHashMap<>();
        for (int r = 0; r < repetitions; r++) {
            List<float[][]> one = runs(KnownSystem.ONE, random);
            List<float[][]> same = runs(KnownSystem.ONE, random);
            List<float[][]> other = runs(KnownSystem.OTHER, random);
            for (Cleaning cleaning : Cleaning.ALL) {
                List<List<Eigenvalues>> a = one.stream().map(cleaning::spectra).toList();
                Outcome outcome = Objects.requireNonNull(outcomes.get(cleaning));
                outcome.told()[r] =
                        different(a, other.stream().map(cleaning::spectra).toList());
                outcome.mistaken()[r] =
                        different(a, same.stream().map(cleaning::spectra).toList());
                a.stream()
                        .flatMap(List::stream)
                        .forEach(spectrum -> off.computeIfAbsent(cleaning, c -> new ArrayList<>())
                                .add(Wasserstein.w1(spectrum, KnownSystem.ONE.spectrum())));
            }
        }
        outcomes.replaceAll((cleaning, o) -> new Outcome(
                o.told(),
                o.mistaken(),
                off.getOrDefault(cleaning, List.of()).stream()
                        .mapToDouble(d -> d)
                        .average()
                        .orElse(Double.NaN)));
        return outcomes;
    }

    private List<float[][]> runs(KnownSystem system, Random random) {
        List<float[][]> runs = new ArrayList<>();
        for (int i = 0; i < REPLICAS; i++) {
            runs.add(system.rows(rows, process, measured, random));
        }
        return runs;
    }

    /** No spectrum, no verdict. */
    private static boolean different(List<List<Eigenvalues>> a, List<List<Eigenvalues>> b) {
        boolean all = a.stream().noneMatch(List::isEmpty) && b.stream().noneMatch(List::isEmpty);
        return all && Distances.spectra(a, b).look().pValue() <= ALPHA;
    }
}
