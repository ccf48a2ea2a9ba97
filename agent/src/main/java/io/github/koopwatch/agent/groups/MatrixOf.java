/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.groups;

import io.github.koopwatch.contract.result.GroupDocument.Matrix;
import io.github.koopwatch.contract.result.GroupDocument.Merge;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.compare.Equivalence;
import io.github.koopwatch.koopman.compare.Linkage;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The matrix of shared windows: distances, the tree above them, classes. */
final class MatrixOf {
    private final List<String> arms;
    private final List<String> runs;
    private final double[][] w1;
    private final Linkage tree;

    private MatrixOf(SharedWindows shared) {
        this.arms = shared.tracks().stream().map(t -> t.run().arm()).toList();
        this.runs = shared.tracks().stream().map(t -> t.run().run()).toList();
        this.w1 = distances(shared.windows());
        this.tree = Linkage.average(w1);
    }

    /** @param sampling mean distance that the noise of single windows makes, NaN where it is not known */
    static Matrix windows(SharedWindows shared, double sampling) {
        return new MatrixOf(shared).matrix(shared, sampling);
    }

    private Matrix matrix(SharedWindows shared, double sampling) {
        OptionalDouble replicas = withinArms();
        double nullMean = replicas.orElse(sampling);
        double cut = (1 + Equivalence.MARGIN) * nullMean;
        String source = replicas.isPresent() ? "replicas" : Double.isNaN(sampling) ? null : "sampling";
        int[] order = tree.order().stream().mapToInt(Integer::intValue).toArray();
        int[] classes = tree.classes(Double.isNaN(cut) ? Double.NEGATIVE_INFINITY : cut);
        return new Matrix(
                IntStream.of(order).mapToObj(runs::get).toList(),
                IntStream.of(order)
                        .mapToObj(i ->
                                IntStream.of(order).mapToDouble(j -> w1[i][j]).toArray())
                        .toArray(double[][]::new),
                shared.firstStep(),
                shared.lastStep(),
                shared.windows().size(),
                nullMean,
                source,
                cut,
                IntStream.of(order).map(i -> classes[i]).toArray(),
                merges(order),
                rule(source, cut));
    }

    /** The merges with the items named by their place in the order. */
    private List<Merge> merges(int[] order) {
        int[] place = new int[order.length];
        for (int p = 0; p < order.length; p++) {
            place[order[p]] = p;
        }
        return tree.merges().stream()
                .map(m -> new Merge(named(m.left(), place), named(m.right(), place), m.height(), m.size()))
                .toList();
    }

    private static int named(int cluster, int[] place) {
        return cluster < place.length ? place[cluster] : cluster;
    }

    private static String rule(@Nullable String source, double cut) {
        if (source == null) {
            return "No classes: neither replicas nor the noise of single windows say yet how far like runs lie apart.";
        }
        String beside = source.equals("replicas")
                ? "replicas of one arm do on average"
                : "two samples of one window do on average. What another seed changes is not in it: replicas are needed";
        return String.format(
                Locale.ROOT,
                "One class: runs whose clusters (average linkage) lie at most %.4f apart, a quarter farther than %s.",
                cut,
                beside);
    }

    private OptionalDouble withinArms() {
        return IntStream.range(0, arms.size())
                .boxed()
                .flatMapToDouble(i -> IntStream.range(0, i)
                        .filter(j -> arms.get(i).equals(arms.get(j)))
                        .mapToDouble(j -> w1[i][j]))
                .average();
    }

    private static double[][] distances(List<List<WindowSpectrum>> windows) {
        int n = windows.get(0).size();
        double[][] mean = new double[n][n];
        for (List<WindowSpectrum> window : windows) {
            List<Eigenvalues> spectra = window.stream()
                    .map(w -> Eigenvalues.of(w.eigenvalues().toArray(new double[0][])))
                    .toList();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    mean[i][j] += Wasserstein.w1(spectra.get(i), spectra.get(j)) / windows.size();
                    mean[j][i] = mean[i][j];
                }
            }
        }
        return mean;
    }
}
