/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.v1.RunStart;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Publishes the 25 trajectories of one optimiser as one run: a burst of 100 rows per start. Pairs and delays stay inside a
 * burst, so a window pools starts as the published analysis does. Two things differ from it, both because a live monitor
 * takes float32: three delays instead of four (the two weakest of ten modes lie below what float32 carries), and windows
 * of five starts instead of all 25 at once.
 */
final class OptimiserTrainer implements Trainer {
    /** Steps from the beginning of one burst to the next: step 7042 is iteration 42 from start 7. */
    static final int STEPS_PER_START = 1000;

    private static final int STARTS_PER_WINDOW = 5;
    private static final int DELAYS = 3;
    private static final int LOSS_EVERY = 10;

    private final double[][][] trajectories;
    private final ToDoubleFunction<double[]> loss;
    private final RunStart start;
    private int row;

    /** {@code trajectories}: [start][row][2]; {@code loss} of one row. */
    OptimiserTrainer(double[][][] trajectories, ToDoubleFunction<double[]> loss, RunStart start) {
        this.trajectories = trajectories;
        this.loss = loss;
        this.start = start;
    }

    /** f at x = exp(u), for gradient descent, which moves u. */
    static double lossOfLog(double[] u) {
        return TangentLoss.loss(new double[] {StrictMath.exp(u[0]), StrictMath.exp(u[1])});
    }

    /** |f|, for bisection, which looks for a root of f and not for its least value. */
    static double distanceFromRoot(double[] x) {
        return Math.abs(TangentLoss.loss(x));
    }

    static AnalysisSettings pooled() {
        int rows = STARTS_PER_WINDOW * TangentLoss.ROWS;
        return new AnalysisSettings(
                AnalysisSettings.CUSTOM,
                rows,
                TangentLoss.ROWS,
                DELAYS,
                TangentLoss.DIMENSION * (DELAYS + 1),
                Centre.NONE,
                1);
    }

    @Override
    public RunStart start() {
        return start;
    }

    @Override
    public List<AnalysisSettings> analyses() {
        return List.of(pooled());
    }

    @Override
    public int rows() {
        return trajectories.length * TangentLoss.ROWS;
    }

    @Override
    public long stepOf(int row) {
        return (long) row / TangentLoss.ROWS * STEPS_PER_START + row % TangentLoss.ROWS;
    }

    @Override
    public Row next() {
        double[] x = trajectories[row / TangentLoss.ROWS][row % TangentLoss.ROWS];
        boolean logged = row % LOSS_EVERY == LOSS_EVERY - 1;
        Map<String, Double> scalars = logged ? Map.of("loss", loss.applyAsDouble(x)) : Map.of();
        return new Row(stepOf(row++), new float[] {(float) x[0], (float) x[1]}, scalars);
    }
}
