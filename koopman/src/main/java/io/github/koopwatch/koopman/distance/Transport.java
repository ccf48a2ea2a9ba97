/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.distance;

import java.util.Arrays;

/**
 * Exact optimal transport between two uniform measures of m and n points, by successive shortest paths.
 *
 * <p>Masses are whole numbers, n per source and m per sink, so no rounding enters the flow. While a source has mass left,
 * Dijkstra's algorithm on the reduced costs finds the cheapest residual path to a sink with room, and as much as fits is
 * sent along it. At most m · n augmentations of O((m + n)²).
 */
final class Transport {
    private final double[][] cost;
    private final int m;
    private final int n;
    private final long[][] flow;
    private final long[] supply;
    private final long[] demand;
    private final double[] potential; // sources first, then sinks
    private final double[] shortest;
    private final int[] from;
    private final boolean[] done;

    private Transport(double[][] cost) {
        this.cost = cost;
        m = cost.length;
        n = cost[0].length;
        flow = new long[m][n];
        supply = new long[m];
        demand = new long[n];
        Arrays.fill(supply, n);
        Arrays.fill(demand, m);
        potential = new double[m + n];
        shortest = new double[m + n];
        from = new int[m + n];
        done = new boolean[m + n];
    }

    /** Least cost of moving mass 1 spread evenly over the rows of {@code cost} to mass 1 spread evenly over its columns. */
    static double uniform(double[][] cost) {
        Transport problem = new Transport(cost);
        while (Arrays.stream(problem.supply).anyMatch(s -> s > 0)) {
            problem.send(problem.path());
        }
        return problem.total();
    }

    /** Labels the nodes by shortest residual path from any source with supply; returns the sink reached first. */
    private int path() {
        Arrays.fill(shortest, Double.POSITIVE_INFINITY);
        Arrays.fill(from, -1);
        Arrays.fill(done, false);
        for (int i = 0; i < m; i++) {
            shortest[i] = supply[i] > 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        int node = nearest();
        while (node < m || demand[node - m] == 0) {
            done[node] = true;
            relax(node);
            node = nearest();
        }
        for (int k = 0; k < m + n; k++) {
            potential[k] += Math.min(shortest[k], shortest[node]);
        }
        return node;
    }

    private int nearest() {
        int best = -1;
        for (int k = 0; k < m + n; k++) {
            if (!done[k] && (best < 0 || shortest[k] < shortest[best])) {
                best = k;
            }
        }
        return best;
    }

    private void relax(int node) {
        if (node < m) {
            for (int j = 0; j < n; j++) {
                reach(m + j, node, cost[node][j]);
            }
        } else {
            for (int i = 0; i < m; i++) {
                if (flow[i][node - m] > 0) {
                    reach(i, node, -cost[i][node - m]);
                }
            }
        }
    }

    private void reach(int to, int node, double length) {
        double path = shortest[node] + Math.max(0, length + potential[node] - potential[to]);
        if (!done[to] && path < shortest[to]) {
            shortest[to] = path;
            from[to] = node;
        }
    }

    private void send(int sink) {
        long amount = demand[sink - m];
        int node = sink;
        while (from[node] >= 0) {
            if (node < m) {
                amount = Math.min(amount, flow[node][from[node] - m]);
            }
            node = from[node];
        }
        amount = Math.min(amount, supply[node]);
        supply[node] -= amount;
        demand[sink - m] -= amount;
        for (int k = sink; from[k] >= 0; k = from[k]) {
            if (k < m) {
                flow[k][from[k] - m] -= amount;
            } else {
                flow[from[k]][k - m] += amount;
            }
        }
    }

    private double total() {
        double sum = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                sum += flow[i][j] * cost[i][j];
            }
        }
        return sum / ((double) m * n);
    }
}
