/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Trajectories one after another.
 *
 * @param rows [coordinate][row]
 * @param first the first column of each pair
 */
record Pool(DMatrixRMaj rows, int[] first) {
    static Pool of(double[][][] replicas, int delays) {
        if (replicas.length == 0 || replicas[0].length == 0) {
            throw new IllegalArgumentException("replicas: expected at least one with at least one row");
        }
        int dimension = replicas[0][0].length;
        int total =
                IntStream.range(0, replicas.length).map(r -> replicas[r].length).sum();
        DMatrixRMaj rows = new DMatrixRMaj(dimension, total);
        IntStream.Builder first = IntStream.builder();
        int start = 0;
        for (double[][] replica : replicas) {
            fill(rows, start, replica);
            IntStream.range(start, start + replica.length - delays - 1).forEach(first);
            start += replica.length;
        }
        return new Pool(rows, first.build().toArray());
    }

    private static void fill(DMatrixRMaj rows, int start, double[][] replica) {
        for (int t = 0; t < replica.length; t++) {
            if (replica[t].length != rows.numRows) {
                throw new IllegalArgumentException(
                        "row: expected " + rows.numRows + " values, got " + replica[t].length);
            }
            for (int k = 0; k < rows.numRows; k++) {
                rows.set(k, start + t, replica[t][k]);
            }
        }
    }
}
