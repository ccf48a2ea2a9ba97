/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Three optimisers of f(x) = Σ tan x_i over [1/100, 1]²: mirror descent with the log barrier, gradient descent in
 * u = log x, which follows it (Ghai, Lu, Hazan, arXiv 2205.15235), and bisection, which does not. Constants and starts are
 * those of Redman et al. (arXiv 2302.09160), Fig. 2.
 */
public final class TangentLoss {
    /** Rows of a trajectory, its start included. */
    public static final int ROWS = 100;

    /** Starts of each optimiser, from a grid of 5 by 5. */
    static final int STARTS = 25;

    static final int DIMENSION = 2;

    private static final int GRID = 5;
    private static final double RATE = 0.01;
    private static final double LOW = 1.0 / ROWS;
    private static final double HIGH = 1;

    private TangentLoss() {}

    /** Trajectories [start][{@link #ROWS}][2] of x. */
    public static double[][][] mirrorDescent() {
        return eachStart((i, j) ->
                descent(new double[] {grid(0.1, 0.9, i), grid(0.1, 0.9, j)}, x -> clip(x / (1 + RATE * x * slope(x)))));
    }

    /** Trajectories [start][{@link #ROWS}][2] of u = log x. */
    public static double[][][] gradientDescent() {
        return eachStart((i, j) -> descent(new double[] {grid(-2.3, -0.1, i), grid(-2.3, -0.1, j)}, u -> {
            double x = StrictMath.exp(u);
            return StrictMath.log(clip(StrictMath.exp(u - RATE * x * slope(x))));
        }));
    }

    /** Trajectories [start][{@link #ROWS}][2] of the interval's middle, bisecting on the sign of f of the whole vector. */
    public static double[][][] bisection() {
        return eachStart((i, j) -> bisection(
                new double[] {grid(-4.0 / 3, -1.0 / 3, i), grid(-4.0 / 3, -1.0 / 3, j)},
                new double[] {grid(1.0 / 7, 8.0 / 7, i), grid(1.0 / 7, 8.0 / 7, j)}));
    }

    public static double loss(double[] x) {
        return StrictMath.tan(x[0]) + StrictMath.tan(x[1]);
    }

    /** f at x = exp(u), for gradient descent, which moves u. */
    public static double lossOfLog(double[] u) {
        return loss(new double[] {StrictMath.exp(u[0]), StrictMath.exp(u[1])});
    }

    /** |f|, for bisection, which looks for a root of f and not for its least value. */
    public static double distanceFromRoot(double[] x) {
        return Math.abs(loss(x));
    }

    private interface Step {
        double next(double value);
    }

    private interface Trajectory {
        double[][] from(int i, int j);
    }

    private static double[][] descent(double[] start, Step step) {
        double[][] rows = new double[ROWS][];
        rows[0] = start;
        for (int t = 1; t < ROWS; t++) {
            rows[t] = Arrays.stream(rows[t - 1]).map(step::next).toArray();
        }
        return rows;
    }

    /** After an exact root the rest of the trajectory is 0, as in the published program: its spectra depend on it. */
    private static double[][] bisection(double[] low, double[] high) {
        double[][] rows = new double[ROWS][DIMENSION];
        rows[0] = middle(low, high);
        for (int t = 1; t < ROWS && loss(rows[t - 1]) != 0; t++) {
            boolean below = loss(rows[t - 1]) < 0;
            low = below ? rows[t - 1] : low;
            high = below ? high : rows[t - 1];
            rows[t] = middle(low, high);
        }
        return rows;
    }

    /**
     * The grid in the order of a Latin square: five consecutive starts hold five different values of each coordinate, so
     * that a window of five sees the whole domain.
     */
    private static double[][][] eachStart(Trajectory trajectory) {
        List<double[][]> all = new ArrayList<>();
        for (int shift = 0; shift < GRID; shift++) {
            for (int i = 0; i < GRID; i++) {
                all.add(trajectory.from(i, (2 * i + shift) % GRID));
            }
        }
        return all.toArray(double[][][]::new);
    }

    private static double grid(double from, double to, int i) {
        return from + (to - from) * i / (GRID - 1);
    }

    private static double[] middle(double[] a, double[] b) {
        return new double[] {(a[0] + b[0]) / 2, (a[1] + b[1]) / 2};
    }

    private static double clip(double x) {
        return Math.min(HIGH, Math.max(LOW, x));
    }

    /** d tan / dx. */
    private static double slope(double x) {
        double cos = StrictMath.cos(x);
        return 1 / (cos * cos);
    }
}
