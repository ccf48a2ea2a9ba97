/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.distance;

import java.util.Arrays;

/**
 * Exact optimal transport between two measures of m and n points, by successive shortest paths (Edmonds and Karp 1972).
 *
 * <p>Masses are whole numbers of equal sum, so no rounding enters the flow and nothing is left over. While a source has
 * mass left, Dijkstra's algorithm on the reduced costs finds the cheapest residual path to a sink with room, and as much
 * as fits is sent along it; each augmentation costs O((m + n)²).
 */
final class Transport {
    /** Finer than a double's share of the whole: the masses lose less than their own rounding. */
    private static final long UNITS = 1L << 60;

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

    private Transport(double[][] cost, long[] supply, long[] demand) {
        this.cost = cost;
        this.supply = supply;
        this.demand = demand;
        m = cost.length;
        n = cost[0].length;
        flow = new long[m][n];
        potential = new double[m + n];
        shortest = new double[m + n];
        from = new int[m + n];
        done = new boolean[m + n];
    }

    /** The cheapest plan from mass 1 spread evenly over the rows of {@code cost} to mass 1 spread evenly over its columns. */
    static Transport uniform(double[][] cost) {
        long[] supply = new long[cost.length];
        long[] demand = new long[cost[0].length];
        Arrays.fill(supply, demand.length);
        Arrays.fill(demand, supply.length);
        return solved(new Transport(cost, supply, demand));
    }

    /** The cheapest plan between given masses, each in units of 2^-60 of its side's sum. */
    static Transport of(double[][] cost, double[] supply, double[] demand) {
        return solved(new Transport(cost, units(supply), units(demand)));
    }

    private static Transport solved(Transport problem) {
        while (Arrays.stream(problem.supply).anyMatch(s -> s > 0)) {
            problem.send(problem.path());
        }
        return problem;
    }

    /** Whole numbers that sum to UNITS; what rounding leaves over goes to the largest. */
    private static long[] units(double[] mass) {
        double sum = Arrays.stream(mass).sum();
        long[] units =
                Arrays.stream(mass).mapToLong(x -> Math.round(x / sum * UNITS)).toArray();
        int largest = 0;
        for (int i = 1; i < units.length; i++) {
            largest = units[i] > units[largest] ? i : largest;
        }
        units[largest] += UNITS - Arrays.stream(units).sum();
        return units;
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

    /** Mean cost per mass. */
    double cost() {
        double sum = 0;
        double mass = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                sum += flow[i][j] * cost[i][j];
                mass += flow[i][j];
            }
        }
        return sum / mass;
    }

    /** Row and column of the dearest way by which more than rounding goes. */
    int[] dearest() {
        long rounding = Arrays.stream(flow).flatMapToLong(Arrays::stream).sum() >> 40;
        int[] dearest = {-1, -1};
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                if (flow[i][j] > rounding && (dearest[0] < 0 || cost[i][j] > cost[dearest[0]][dearest[1]])) {
                    dearest = new int[] {i, j};
                }
            }
        }
        return dearest;
    }
}
