/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded random walks. */
final class Walks {
    private Walks() {}

    /** Snapshots of a Gaussian walk from its first step on, float32. */
    static List<float[]> walk(long seed, int steps, int dimension) {
        Random random = new Random(seed);
        double[] x = new double[dimension];
        List<float[]> rows = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            float[] row = new float[dimension];
            for (int i = 0; i < dimension; i++) {
                x[i] += random.nextGaussian();
                row[i] = (float) x[i];
            }
            rows.add(row);
        }
        return rows;
    }

    /** Every snapshot from the given row on is blown up around that row's. */
    static void stretch(List<float[]> rows, int from, float factor) {
        float[] centre = rows.get(from);
        for (int t = from + 1; t < rows.size(); t++) {
            float[] row = rows.get(t);
            for (int i = 0; i < row.length; i++) {
                row[i] = centre[i] + factor * (row[i] - centre[i]);
            }
        }
    }

    /** Coordinates [from, to) stay where they are in rows [first, last). */
    static void hold(List<float[]> rows, int first, int last, int from, int to) {
        for (int t = first + 1; t < last; t++) {
            System.arraycopy(rows.get(first), from, rows.get(t), from, to - from);
        }
    }

    /** Equal ranges. */
    static List<int[]> groups(int count, int dimension) {
        List<int[]> groups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            groups.add(new int[] {i * dimension / count, (i + 1) * dimension / count});
        }
        return groups;
    }

    static Feed feed(List<float[]> rows, List<int[]> groups) {
        Feed feed = new Feed(groups);
        rows.forEach(feed::see);
        return feed;
    }
}
