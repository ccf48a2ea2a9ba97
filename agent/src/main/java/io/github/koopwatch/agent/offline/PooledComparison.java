/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.ReplicaFits;
import io.github.koopwatch.koopman.dmd.Spectrum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Each side as one pooled fit per window, as published (Redman et al. 2024). The statistic is W1 between the two fits,
 * averaged over windows; its null fits again with whole replicas relabelled, over all splits or 199 drawn ones. A single
 * distance has no spread within arms, so that the verdict is never "equivalent".
 */
public final class PooledComparison {
    private static final int MOST_SPLITS = 300;
    private static final int DRAWS = 199;
    private static final double TIE = 1e-12;

    private final PooledWindows a;
    private final PooledWindows b;
    private final int replicasA;
    private final int replicas;
    private final AnalysisSettings settings;
    /** The true split first. */
    private final List<List<Integer>> splits = new ArrayList<>();

    private final List<ComparedWindow> windows = new ArrayList<>();

    private PooledComparison(Trajectory a, Trajectory b, AnalysisSettings settings) {
        this.a = PooledWindows.of(a, settings);
        this.b = PooledWindows.of(b, settings);
        this.replicasA = a.replicas();
        this.replicas = a.replicas() + b.replicas();
        this.settings = settings;
        boolean exact = Splits.count(replicas, replicasA) <= MOST_SPLITS;
        splits.add(IntStream.range(0, replicasA).boxed().toList());
        splits.addAll(exact ? Splits.others(replicas, replicasA) : Splits.drawn(replicas, replicasA, DRAWS));
    }

    /** Throws BadInput for fewer than three replicas a side and for sides that cannot be mixed. */
    public static Compared of(Trajectory a, Trajectory b, AnalysisSettings settings, double alpha, Progress progress) {
        if (Math.min(a.replicas(), b.replicas()) < Comparison.FEWEST_REPLICAS) {
            throw new BadInput("--pool: expected at least " + Comparison.FEWEST_REPLICAS + " replicas a side, got "
                    + a.replicas() + " and " + b.replicas());
        }
        boolean sameSteps = a.rows() == b.rows() && IntStream.range(0, a.rows()).allMatch(t -> a.step(t) == b.step(t));
        if (!sameSteps || a.dimension() != b.dimension()) {
            throw new BadInput("--pool: expected the same steps and dimension on both sides, got " + a.rows()
                    + " rows of " + a.dimension() + " and " + b.rows() + " rows of " + b.dimension());
        }
        return new PooledComparison(a, b, settings).test(alpha, progress);
    }

    private Compared test(double alpha, Progress progress) {
        double[][] distances = distances(progress);
        double w1 = mean(distances[0]);
        if (Double.isNaN(w1)) {
            throw new BadInput("windows: expected one with a pooled fit on both sides, got none");
        }
        double[] others = Arrays.stream(distances)
                .skip(1)
                .mapToDouble(PooledComparison::mean)
                .filter(Double::isFinite)
                .toArray();
        long atLeast =
                DoubleStream.of(others).filter(other -> other >= w1 - TIE).count();
        double p = (atLeast + 1.0) / (others.length + 1.0); // the true split is one of all, drawn or not
        String verdict = p <= alpha ? Comparison.DIFFERENT : Comparison.UNDECIDED;
        Comparison comparison =
                new Comparison(w1, mean(others), "permutation", replicasA, replicas - replicasA, a.count(), p, verdict);
        return new Compared(comparison, windows, null);
    }

    /** [split][window], NaN where a side has no fit. One window of all replicas is held at a time. */
    private double[][] distances(Progress progress) {
        double[][] distances = new double[splits.size()][a.count()];
        Iterator<List<List<BlockRow>>> left = a.rows();
        Iterator<List<List<BlockRow>>> right = b.rows();
        for (int w = 0; w < a.count(); w++) {
            List<List<BlockRow>> rows =
                    Stream.concat(left.next().stream(), right.next().stream()).toList();
            Map<List<Integer>, Optional<Eigenvalues>> fits = fits(rows);
            for (int s = 0; s < splits.size(); s++) {
                distances[s][w] = distance(splits.get(s), fits);
            }
            double[] others = IntStream.range(1, splits.size())
                    .mapToDouble(column(distances, w))
                    .toArray();
            windows.add(ComparedWindow.of(
                    steps(rows.get(0)),
                    spectra(splits.get(0), fits),
                    spectra(rest(splits.get(0)), fits),
                    distances[0][w],
                    others));
            progress.at("fitting", w + 1L, a.count());
        }
        return distances;
    }

    private static IntToDoubleFunction column(double[][] distances, int w) {
        return s -> distances[s][w];
    }

    private static WindowSteps steps(List<BlockRow> rows) {
        return new WindowSteps(
                rows.get(0).firstStep(), rows.get(rows.size() - 1).lastStep(), false);
    }

    private static List<Eigenvalues> spectra(List<Integer> side, Map<List<Integer>, Optional<Eigenvalues>> fits) {
        return fits.getOrDefault(side, Optional.empty()).stream().toList();
    }

    /** Mean of the finite values; NaN without one. */
    private static double mean(double[] values) {
        return DoubleStream.of(values).filter(Double::isFinite).average().orElse(Double.NaN);
    }

    private double distance(List<Integer> side, Map<List<Integer>, Optional<Eigenvalues>> fits) {
        Optional<Eigenvalues> one = fits.getOrDefault(side, Optional.empty());
        Optional<Eigenvalues> other = fits.getOrDefault(rest(side), Optional.empty());
        return one.isPresent() && other.isPresent() ? Wasserstein.w1(one.get(), other.get()) : Double.NaN;
    }

    private List<Integer> rest(List<Integer> side) {
        return IntStream.range(0, replicas)
                .boxed()
                .filter(r -> !side.contains(r))
                .toList();
    }

    /** A fit of every set of replicas that is a side of a split. */
    private Map<List<Integer>, Optional<Eigenvalues>> fits(List<List<BlockRow>> rows) {
        double[][][] values = rows.stream().map(BlockRow::matrix).toArray(double[][][]::new);
        ReplicaFits all = ReplicaFits.of(values, settings);
        return splits.stream()
                .flatMap(side -> Stream.of(side, rest(side)))
                .distinct()
                .parallel()
                .collect(Collectors.toConcurrentMap(side -> side, side -> fit(all, side)));
    }

    private static Optional<Eigenvalues> fit(ReplicaFits all, List<Integer> side) {
        int[] replicas = side.stream().mapToInt(Integer::intValue).toArray();
        return all.fit(replicas) instanceof Spectrum spectrum ? Optional.of(spectrum.eigenvalues()) : Optional.empty();
    }
}
