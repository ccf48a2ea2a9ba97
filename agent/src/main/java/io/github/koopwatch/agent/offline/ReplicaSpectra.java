/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.compare.ArmDistances;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Spectra of replicas of two arms, the first ones of arm A, in the windows that all of them have.
 *
 * @param steps the common windows, ascending
 * @param spectra [replica] in the order of the steps
 */
record ReplicaSpectra(int replicasA, int replicasB, List<WindowSteps> steps, List<List<Eigenvalues>> spectra) {
    /** Throws BadInput when there is no window that every replica has a spectrum of. */
    static ReplicaSpectra of(Trajectory a, Trajectory b, AnalysisSettings settings, Progress progress) {
        Progress rows = new SummedProgress("analysing", rows(a) + rows(b), progress);
        List<Map<WindowSteps, Eigenvalues>> all =
                Stream.concat(of(a, settings, rows), of(b, settings, rows)).toList();
        List<WindowSteps> common = all.get(0).keySet().stream()
                .filter(steps -> all.stream().allMatch(replica -> replica.containsKey(steps)))
                .toList();
        if (common.isEmpty()) {
            throw new BadInput("windows: expected one at the same steps in every replica of " + a.name() + " and "
                    + b.name() + ", got none");
        }
        List<List<Eigenvalues>> spectra = all.stream()
                .map(replica -> common.stream().map(replica::get).toList())
                .toList();
        return new ReplicaSpectra(a.replicas(), b.replicas(), common, spectra);
    }

    private static Stream<Map<WindowSteps, Eigenvalues>> of(
            Trajectory x, AnalysisSettings settings, Progress progress) {
        return IntStream.range(0, x.replicas())
                .parallel()
                .mapToObj(replica ->
                        spectra(EngineRun.of(x, replica, settings, progress).windows()))
                .toList()
                .stream();
    }

    private static long rows(Trajectory x) {
        return (long) x.replicas() * x.rows();
    }

    private static Map<WindowSteps, Eigenvalues> spectra(List<AnalysedWindow> windows) {
        Map<WindowSteps, Eigenvalues> spectra = new LinkedHashMap<>();
        for (AnalysedWindow window : windows) {
            if (window.result() instanceof Spectrum spectrum) {
                spectra.put(WindowSteps.of(window), spectrum.eigenvalues());
            }
        }
        return spectra;
    }

    /** [replica][replica] W1, averaged over the windows. */
    double[][] distances() {
        double[][] distances = new double[spectra.size()][spectra.size()];
        IntStream.range(0, spectra.size()).parallel().forEach(i -> {
            for (int j = 0; j < i; j++) {
                distances[i][j] = mean(spectra.get(i), spectra.get(j));
            }
        });
        for (int i = 0; i < distances.length; i++) {
            for (int j = 0; j < i; j++) {
                distances[j][i] = distances[i][j];
            }
        }
        return distances;
    }

    /** The windows beside the distances within the sides. */
    List<ComparedWindow> windows() {
        return windows(w -> distances(w, (i, j) -> i < replicasA == j < replicasA));
    }

    /** The windows beside other distances, by index; those without any have no null. */
    List<ComparedWindow> windows(Map<Integer, double[]> nulls) {
        return windows(w -> nulls.getOrDefault(w, new double[0]));
    }

    private List<ComparedWindow> windows(IntFunction<double[]> nulls) {
        return IntStream.range(0, steps.size())
                .mapToObj(w -> window(w, nulls.apply(w)))
                .toList();
    }

    private ComparedWindow window(int w, double[] nulls) {
        List<Eigenvalues> all = spectra.stream().map(replica -> replica.get(w)).toList();
        double between = Arrays.stream(distances(w, (i, j) -> i < replicasA != j < replicasA))
                .average()
                .orElse(Double.NaN);
        return ComparedWindow.of(
                steps.get(w), all.subList(0, replicasA), all.subList(replicasA, all.size()), between, nulls);
    }

    private double[] distances(int w, ArmDistances.PairRule rule) {
        return IntStream.range(0, spectra.size())
                .boxed()
                .flatMapToDouble(i -> IntStream.range(0, i)
                        .filter(j -> rule.holds(i, j))
                        .mapToDouble(j -> Wasserstein.w1(
                                spectra.get(i).get(w), spectra.get(j).get(w))))
                .toArray();
    }

    private static double mean(List<Eigenvalues> a, List<Eigenvalues> b) {
        return IntStream.range(0, a.size())
                .mapToDouble(window -> Wasserstein.w1(a.get(window), b.get(window)))
                .average()
                .orElseThrow();
    }
}
