/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.inference.BlockBootstrap;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How far apart two spectra of the same window lie by sampling noise alone: pairs of spectra of one run whose window was
 * resampled in blocks. Windows without common rows only, so that the noise of one is independent of the next one's.
 *
 * @param mean mean W1 of such pairs
 * @param pValue (c + 1)/(n + 1), c the draws of one pair per window whose mean W1 is at least the one between the two
 *     runs in the same windows; NaN when no window can be resampled
 * @param nulls by index of a window, the distances of its resampled pairs
 */
record SamplingNoise(double mean, double pValue, Map<Integer, double[]> nulls) {
    private static final int RESAMPLES = 24;
    private static final int DRAWS = 999;
    private static final int FEWEST_SPECTRA = 2;

    static SamplingNoise of(Trajectory a, Trajectory b, ReplicaSpectra spectra, AnalysisSettings settings) {
        int[] windows = apart(spectra.steps());
        List<List<double[]>> nulls = IntStream.of(windows)
                .parallel()
                .mapToObj(w -> nulls(a, b, spectra.steps().get(w), w, settings))
                .toList();
        int[] usable = IntStream.range(0, windows.length)
                .filter(i -> !nulls.get(i).isEmpty())
                .toArray();
        if (usable.length == 0) {
            return new SamplingNoise(Double.NaN, Double.NaN, Map.of());
        }
        double observed = IntStream.of(usable)
                .mapToDouble(i -> between(spectra, windows[i]))
                .average()
                .orElseThrow();
        Map<Integer, double[]> byWindow = new TreeMap<>();
        for (int i : usable) {
            byWindow.put(
                    windows[i],
                    nulls.get(i).stream().flatMapToDouble(Arrays::stream).toArray());
        }
        return drawn(IntStream.of(usable).mapToObj(nulls::get).toList(), observed, byWindow);
    }

    private static SamplingNoise drawn(List<List<double[]>> nulls, double observed, Map<Integer, double[]> byWindow) {
        Random random = new Random(0);
        double sum = 0;
        int atLeast = 1;
        for (int draw = 0; draw < DRAWS; draw++) {
            double mean = nulls.stream()
                    .mapToDouble(runs -> any(runs.get(random.nextInt(runs.size())), random))
                    .average()
                    .orElseThrow();
            sum += mean;
            atLeast += mean >= observed ? 1 : 0;
        }
        return new SamplingNoise(sum / DRAWS, atLeast / (DRAWS + 1.0), byWindow);
    }

    private static double any(double[] values, Random random) {
        return values[random.nextInt(values.length)];
    }

    /** Full windows of which each begins after the one before it ended. */
    private static int[] apart(List<WindowSteps> steps) {
        List<Integer> chosen = new ArrayList<>();
        long end = Long.MIN_VALUE;
        for (int w = 0; w < steps.size(); w++) {
            if (!steps.get(w).partial() && steps.get(w).first() > end) {
                chosen.add(w);
                end = steps.get(w).last();
            }
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Per run the distances between its resampled spectra of one window; empty when a run has none. */
    private static List<double[]> nulls(
            Trajectory a, Trajectory b, WindowSteps steps, int window, AnalysisSettings settings) {
        List<double[]> nulls = new ArrayList<>();
        for (Trajectory x : List.of(a, b)) {
            for (int replica = 0; replica < x.replicas(); replica++) {
                nulls.add(pairs(resampled(x, replica, steps, window, settings)));
            }
        }
        return nulls.stream().allMatch(pairs -> pairs.length > 0) ? nulls : List.of();
    }

    private static List<Eigenvalues> resampled(
            Trajectory x, int replica, WindowSteps steps, int window, AnalysisSettings settings) {
        RowRing ring = PooledWindows.ring(BlockRow.of(x, replica, settings.blockMean(), steps.first(), steps.last()));
        long stride = (x.step(1) - x.step(0)) * settings.blockMean();
        return BlockBootstrap.resample(ring, new Span(0, ring.count(), stride), settings, RESAMPLES, window);
    }

    private static double[] pairs(List<Eigenvalues> spectra) {
        return spectra.size() < FEWEST_SPECTRA
                ? new double[0]
                : IntStream.range(1, spectra.size())
                        .boxed()
                        .flatMapToDouble(i ->
                                IntStream.range(0, i).mapToDouble(j -> Wasserstein.w1(spectra.get(i), spectra.get(j))))
                        .toArray();
    }

    private static double between(ReplicaSpectra spectra, int window) {
        return IntStream.range(0, spectra.replicasA())
                .boxed()
                .flatMapToDouble(i -> IntStream.range(
                                spectra.replicasA(), spectra.spectra().size())
                        .mapToDouble(j -> Wasserstein.w1(
                                spectra.spectra().get(i).get(window),
                                spectra.spectra().get(j).get(window))))
                .average()
                .orElseThrow();
    }
}
