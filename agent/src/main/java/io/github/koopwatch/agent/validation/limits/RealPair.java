/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.limits;

import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.agent.validation.Table;
import io.github.koopwatch.agent.validation.science.Distances;
import io.github.koopwatch.agent.validation.science.Figure;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Two arms of real trainings and a third that equals the first, shortened and noised. */
public final class RealPair {
    private static final int[] ROWS = {30, 60, 100, 200, 600};
    private static final double[] NOISE = {0.3, 1, 3, 10};

    private RealPair() {}

    /** p of the permutation: the first against the changed arm, and against the same one. */
    public static List<Table> tables(Trajectory base, Trajectory same, Trajectory changed, Progress progress) {
        List<List<String>> different = new ArrayList<>();
        List<List<String>> equal = new ArrayList<>();
        int all = ROWS.length + NOISE.length;
        for (int i = 0; i < all; i++) {
            progress.at("real training", i, all);
            int rows = Math.min(base.rows(), i < ROWS.length ? ROWS[i] : ROWS[3]);
            double noise = i < ROWS.length ? 0 : NOISE[i - ROWS.length];
            String name = i < ROWS.length ? "rows " + rows : "rows " + rows + ", noise " + noise;
            List<String> first = new ArrayList<>(List.of(name));
            List<String> second = new ArrayList<>(List.of(name));
            for (Cleaning cleaning : Cleaning.ALL) {
                List<List<Eigenvalues>> a = spectra(base, rows, noise, cleaning, 1);
                first.add(p(a, spectra(changed, rows, noise, cleaning, 2)));
                second.add(p(a, spectra(same, rows, noise, cleaning, 3)));
            }
            different.add(first);
            equal.add(second);
        }
        List<String> columns = new ArrayList<>(List.of("condition"));
        Cleaning.ALL.forEach(cleaning -> columns.add(cleaning.name()));
        return List.of(
                new Table("Real training, step size 0.1 against 0.2: p", columns, different),
                new Table("Real training against itself with other seeds: p", columns, equal));
    }

    private static String p(List<List<Eigenvalues>> a, List<List<Eigenvalues>> b) {
        boolean all = a.stream().noneMatch(List::isEmpty) && b.stream().noneMatch(List::isEmpty);
        return all ? Figure.digits(Distances.spectra(a, b).look().pValue()) : "-";
    }

    private static List<List<Eigenvalues>> spectra(Trajectory x, int rows, double noise, Cleaning cleaning, long seed) {
        return IntStream.range(0, x.replicas())
                .mapToObj(replica -> cleaning.spectra(rows(x, replica, rows, noise, new Random(100 * seed + replica))))
                .toList();
    }

    private static float[][] rows(Trajectory x, int replica, int count, double noise, Random random) {
        float[][] rows = IntStream.range(0, count)
                .mapToObj(t -> x.row(replica, t).clone())
                .toArray(float[][]::new);
        double deviation = noise == 0 ? 0 : noise * update(rows);
        for (float[] row : rows) {
            for (int j = 0; j < row.length && deviation > 0; j++) {
                row[j] += (float) (deviation * random.nextGaussian());
            }
        }
        return rows;
    }

    /** Root mean square of an element of an update. */
    private static double update(float[][] rows) {
        double sum = 0;
        for (int t = 1; t < rows.length; t++) {
            for (int j = 0; j < rows[t].length; j++) {
                double step = (double) rows[t][j] - rows[t - 1][j];
                sum += step * step;
            }
        }
        return Math.sqrt(sum / ((rows.length - 1.0) * rows[0].length));
    }
}
