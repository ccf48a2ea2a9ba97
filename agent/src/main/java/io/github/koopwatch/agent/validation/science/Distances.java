/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.science;

import io.github.koopwatch.koopman.compare.ArmDistances;
import io.github.koopwatch.koopman.compare.Look;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Distances between the replicas of two arms, of whatever is compared, and what they say: the same test and the same bound
 * for spectra and for every baseline.
 */
public record Distances(ArmDistances of) {
    private static final int DRAWS = 2_000;
    private static final double TAIL = 0.025;

    /** W1 of spectra, averaged over the windows; [replica][window] of either arm. */
    public static Distances spectra(List<List<Eigenvalues>> a, List<List<Eigenvalues>> b) {
        return between(a, b, Distances::meanW1);
    }

    /** Mean absolute difference of curves; [replica][value] of either arm. */
    public static Distances curves(double[][] a, double[][] b) {
        return between(List.of(a), List.of(b), Distances::meanDifference);
    }

    /** Any symmetric distance. */
    public static <T> Distances between(List<T> a, List<T> b, ToDoubleBiFunction<T, T> distance) {
        List<T> all = Stream.concat(a.stream(), b.stream()).toList();
        double[][] d = new double[all.size()][all.size()];
        IntStream.range(0, all.size()).parallel().forEach(i -> {
            for (int j = 0; j < i; j++) {
                d[i][j] = distance.applyAsDouble(all.get(i), all.get(j));
            }
        });
        for (int i = 0; i < d.length; i++) {
            for (int j = 0; j < i; j++) {
                d[j][i] = d[i][j];
            }
        }
        return new Distances(new ArmDistances(d, a.size()));
    }

    /** The permutation of whole replicas and the equivalence bound, as {@code compare} uses them. */
    public Look look() {
        return Look.at(List.of(List.<double[][]>of(of.d())), of.replicasA(), Ruling.ALPHA);
    }

    /** Two arms are to differ. */
    public Ruling different() {
        return Ruling.different(look(), of.replicasA(), of.d().length - of.replicasA());
    }

    /** Two arms are to be equivalent. */
    public Ruling equivalent() {
        return Ruling.equivalent(look());
    }

    /** The mean distance between the arms, with a percentile bootstrap over whole replicas of either. */
    public Figure between(String name) {
        int n = of.d().length;
        Random random = new Random(0);
        double[] drawn = new double[DRAWS];
        Arrays.setAll(drawn, draw -> {
            int[] a = random.ints(of.replicasA(), 0, of.replicasA()).toArray();
            int[] b = random.ints(n - of.replicasA(), of.replicasA(), n).toArray();
            return mean(a, b);
        });
        Arrays.sort(drawn);
        boolean single = of.replicasA() < 2 || n - of.replicasA() < 2;
        return new Figure(
                name,
                of.between(),
                single ? Double.NaN : drawn[(int) Math.round(TAIL * (DRAWS - 1))],
                single ? Double.NaN : drawn[(int) Math.round((1 - TAIL) * (DRAWS - 1))]);
    }

    private double mean(int[] a, int[] b) {
        double sum = 0;
        for (int i : a) {
            for (int j : b) {
                sum += of.d()[i][j];
            }
        }
        return sum / (a.length * b.length);
    }

    /**
     * Area under the ROC curve: how often a pair of different arms lies farther apart than a pair of one arm, ties counted
     * half; 0.5 says nothing.
     */
    public double area() {
        List<Double> between = new ArrayList<>();
        List<Double> within = new ArrayList<>();
        for (int i = 0; i < of.d().length; i++) {
            for (int j = 0; j < i; j++) {
                (i < of.replicasA() == j < of.replicasA() ? within : between).add(of.d()[i][j]);
            }
        }
        double wins = 0;
        for (double b : between) {
            for (double w : within) {
                wins += b > w ? 1 : b == w ? 0.5 : 0;
            }
        }
        return wins / (between.size() * within.size());
    }

    /** A row of a table: name, between, within, area, p. */
    public List<String> row(String name) {
        return List.of(
                name,
                Figure.digits(of.between()),
                Figure.digits(of.within()),
                Figure.digits(area()),
                Figure.digits(look().pValue()));
    }

    /** The columns of {@link #row}. */
    public static List<String> columns(String first) {
        return List.of(first, "between", "within", "area", "p");
    }

    private static double meanW1(List<Eigenvalues> a, List<Eigenvalues> b) {
        return IntStream.range(0, Math.min(a.size(), b.size()))
                .mapToDouble(w -> Wasserstein.w1(a.get(w), b.get(w)))
                .average()
                .orElseThrow();
    }

    private static double meanDifference(double[] a, double[] b) {
        return IntStream.range(0, Math.min(a.length, b.length))
                .mapToDouble(t -> Math.abs(a[t] - b[t]))
                .average()
                .orElseThrow();
    }
}
