/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A row: the mean of consecutive snapshots, in double precision.
 *
 * @param firstStep step of the first snapshot in it
 * @param lastStep step of the last one
 * @param values [d], not to be written to
 */
record BlockRow(long firstStep, long lastStep, double[] values) {
    /** The rows of a replica, or of its steps from first to last; snapshots left over at the end are no row. */
    static List<BlockRow> of(Trajectory x, int replica, int blockMean, long first, long last) {
        long stride = x.rows() < 2 ? 1 : x.step(1) - x.step(0);
        RowReader reader = x.reader(replica);
        List<BlockRow> rows = new ArrayList<>();
        List<Integer> block = new ArrayList<>();
        for (int t = 0; t < x.rows(); t++) {
            if (x.step(t) >= first && x.step(t) <= last) {
                if (!block.isEmpty() && x.step(t) - x.step(t - 1) != stride) {
                    block.clear(); // a block does not reach over a gap
                }
                block.add(t);
                if (block.size() == blockMean) {
                    rows.add(mean(x, reader, block));
                    block.clear();
                }
            }
        }
        return rows;
    }

    /** [row][coordinate] */
    static double[][] matrix(List<BlockRow> rows) {
        return rows.stream().map(BlockRow::values).toArray(double[][]::new);
    }

    /** The mean of those snapshots. */
    static BlockRow mean(Trajectory x, RowReader reader, List<Integer> block) {
        double[] sum = new double[x.dimension()];
        for (int t : block) {
            double[] row = reader.exact(t);
            Arrays.setAll(sum, j -> sum[j] + row[j]);
        }
        Arrays.setAll(sum, j -> sum[j] / block.size());
        return new BlockRow(x.step(block.get(0)), x.step(block.get(block.size() - 1)), sum);
    }

    /** The row rounded once, as the engine keeps it. */
    float[] rounded() {
        float[] rounded = new float[values.length];
        for (int j = 0; j < rounded.length; j++) {
            rounded[j] = (float) values[j];
        }
        return rounded;
    }
}
