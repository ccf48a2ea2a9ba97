/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.dmd.SvdDmd;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Each side as one pooled fit per window, as published (Redman et al. 2024). The statistic is W1 between the two fits,
 * averaged over windows; its null fits again with whole replicas relabelled, over all splits or 199 drawn ones. A single
 * distance has no spread within arms, so that the verdict is never "equivalent".
 */
public final class PooledComparison {
    private static final int MOST_SPLITS = 250;
    private static final int DRAWS = 199;
    private static final double TIE = 1e-12;

    private final PooledWindows a;
    private final PooledWindows b;
    private final int replicasA;
    private final int replicas;
    private final AnalysisSettings settings;
    /** Spectra by window of a set of replicas: each set is one side of two splits. */
    private final Map<List<Integer>, List<Optional<Eigenvalues>>> fits = new HashMap<>();

    private PooledComparison(Trajectory a, Trajectory b, AnalysisSettings settings) {
        this.a = PooledWindows.of(a, settings);
        this.b = PooledWindows.of(b, settings);
        this.replicasA = a.replicas();
        this.replicas = a.replicas() + b.replicas();
        this.settings = settings;
    }

    /** Throws BadInput for fewer than three replicas a side and for sides that cannot be mixed. */
    public static Comparison of(Trajectory a, Trajectory b, AnalysisSettings settings, double alpha) {
        if (Math.min(a.replicas(), b.replicas()) < Comparison.FEWEST_REPLICAS) {
            throw new BadInput("--pool: expected at least " + Comparison.FEWEST_REPLICAS + " replicas a side, got "
                    + a.replicas() + " and " + b.replicas());
        }
        boolean sameSteps = a.rows() == b.rows() && IntStream.range(0, a.rows()).allMatch(t -> a.step(t) == b.step(t));
        if (!sameSteps || a.dimension() != b.dimension()) {
            throw new BadInput("--pool: expected the same steps and dimension on both sides, got " + a.rows()
                    + " rows of " + a.dimension() + " and " + b.rows() + " rows of " + b.dimension());
        }
        return new PooledComparison(a, b, settings).test(alpha);
    }

    private Comparison test(double alpha) {
        List<Integer> first = IntStream.range(0, replicasA).boxed().toList();
        double w1 = statistic(first)
                .orElseThrow(() -> new BadInput("windows: expected one with a pooled fit on both sides, got none"));
        boolean exact = Splits.count(replicas, replicasA) <= MOST_SPLITS;
        double[] others = (exact ? Splits.others(replicas, replicasA) : Splits.drawn(replicas, replicasA, DRAWS))
                .stream()
                        .map(this::statistic)
                        .flatMapToDouble(OptionalDouble::stream)
                        .toArray();
        long atLeast =
                DoubleStream.of(others).filter(other -> other >= w1 - TIE).count();
        double p = (atLeast + 1.0) / (others.length + 1.0); // the true split is one of all, drawn or not
        double mean = DoubleStream.of(others).average().orElse(Double.NaN);
        String verdict = p <= alpha ? Comparison.DIFFERENT : Comparison.UNDECIDED;
        return new Comparison(w1, mean, "permutation", replicasA, replicas - replicasA, a.count(), p, verdict);
    }

    /** Mean W1 between the fit over the chosen replicas and the fit over the others; empty when no window has both. */
    private OptionalDouble statistic(List<Integer> chosen) {
        List<Optional<Eigenvalues>> one = fit(chosen);
        List<Optional<Eigenvalues>> other = fit(IntStream.range(0, replicas)
                .boxed()
                .filter(r -> !chosen.contains(r))
                .toList());
        return IntStream.range(0, one.size())
                .filter(w -> one.get(w).isPresent() && other.get(w).isPresent())
                .mapToDouble(w -> Wasserstein.w1(one.get(w).get(), other.get(w).get()))
                .average();
    }

    private List<Optional<Eigenvalues>> fit(List<Integer> chosen) {
        return fits.computeIfAbsent(
                chosen,
                c -> IntStream.range(0, a.count())
                        .parallel()
                        .mapToObj(w -> fit(w, c))
                        .toList());
    }

    private Optional<Eigenvalues> fit(int window, List<Integer> chosen) {
        double[][][] rows = chosen.stream()
                .map(r -> r < replicasA ? a.rows(window, r) : b.rows(window, r - replicasA))
                .toArray(double[][][]::new);
        return SvdDmd.fit(rows, settings) instanceof Spectrum spectrum
                ? Optional.of(spectrum.eigenvalues())
                : Optional.empty();
    }
}
