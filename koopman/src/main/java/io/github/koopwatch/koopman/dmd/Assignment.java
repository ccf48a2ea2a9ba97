/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;

/**
 * The linear assignment problem by shortest augmenting paths (Jonker and Volgenant 1987; Kuhn 1955), O(rows² · columns).
 *
 * <p>Rows are added one at a time. For each, Dijkstra's algorithm on the reduced costs c_ij - u_i - v_j finds the
 * cheapest alternating path to a free column; the potentials u, v then keep all reduced costs non-negative.
 */
public final class Assignment {
    private final double[][] cost;
    private final int columns;
    private final double[] u; // potential of each row
    private final double[] v; // potential of each column
    private final int[] rowOf; // row matched with each column, -1 while it is free
    private final double[] shortest; // length of the cheapest path to each column
    private final int[] from; // column before this one on that path, -1 for the first
    private final boolean[] done;

    private Assignment(double[][] cost, int columns) {
        this.cost = cost;
        this.columns = columns;
        u = new double[cost.length];
        v = new double[columns];
        rowOf = new int[columns];
        Arrays.fill(rowOf, -1);
        shortest = new double[columns];
        from = new int[columns];
        done = new boolean[columns];
    }

    /**
     * The column of each row in an assignment of least total cost.
     *
     * @param cost [rows][columns], finite, with at least as many columns as rows
     */
    public static int[] solve(double[][] cost) {
        int columns = cost.length == 0 ? 0 : cost[0].length;
        if (columns < cost.length) {
            throw new IllegalArgumentException(
                    "cost: expected at least as many columns as rows, got " + cost.length + " x " + columns);
        }
        Assignment problem = new Assignment(cost, columns);
        for (int row = 0; row < cost.length; row++) {
            problem.add(row);
        }
        return problem.columnOf();
    }

    private void add(int row) {
        Arrays.fill(shortest, Double.POSITIVE_INFINITY);
        Arrays.fill(from, -1);
        Arrays.fill(done, false);
        int column = -1;
        double length = 0;
        do {
            relax(column < 0 ? row : rowOf[column], column, length);
            column = nearest();
            length = shortest[column];
            done[column] = true;
        } while (rowOf[column] >= 0);
        raise(row, length);
        augment(row, column);
    }

    private void relax(int row, int column, double length) {
        for (int j = 0; j < columns; j++) {
            double path = length + cost[row][j] - u[row] - v[j];
            if (!done[j] && path < shortest[j]) {
                shortest[j] = path;
                from[j] = column;
            }
        }
    }

    private int nearest() {
        int best = -1;
        for (int j = 0; j < columns; j++) {
            if (!done[j] && (best < 0 || shortest[j] < shortest[best])) {
                best = j;
            }
        }
        return best;
    }

    private void raise(int row, double length) {
        u[row] += length;
        for (int j = 0; j < columns; j++) {
            if (done[j] && rowOf[j] >= 0) {
                u[rowOf[j]] += length - shortest[j];
            }
            if (done[j]) {
                v[j] -= length - shortest[j];
            }
        }
    }

    private void augment(int row, int free) {
        int column = free;
        while (from[column] >= 0) {
            rowOf[column] = rowOf[from[column]];
            column = from[column];
        }
        rowOf[column] = row;
    }

    private int[] columnOf() {
        int[] columnOf = new int[cost.length];
        for (int j = 0; j < columns; j++) {
            if (rowOf[j] >= 0) {
                columnOf[rowOf[j]] = j;
            }
        }
        return columnOf;
    }
}
