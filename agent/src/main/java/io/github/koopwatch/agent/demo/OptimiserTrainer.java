/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.v1.RunStart;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Publishes the 25 trajectories of one optimiser as one run: a burst of rows per start. Pairs and delays stay inside a
 * burst, so a window pools starts as the published analysis does: uncentred, all modes, one operator for all starts. What
 * differs from it, and why: two delays instead of four, since snapshots are float32, which does not carry the four weakest
 * of ten modes; and 12 iterations of each start instead of 100, windows of ten starts instead of all 25, so that the
 * window moves while one watches and the run ends before the change detector, which would report each new start, is armed.
 */
final class OptimiserTrainer implements Trainer {
    /** Rows published of each start. */
    static final int BURST = 12;

    /** Steps from the beginning of one burst to the next: step 704 is iteration 4 from start 7. */
    static final int STEPS_PER_START = 100;

    private static final int STARTS_PER_WINDOW = 10;
    private static final int DELAYS = 2;

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

    static AnalysisSettings pooled() {
        return new AnalysisSettings(
                AnalysisSettings.CUSTOM,
                STARTS_PER_WINDOW * BURST,
                BURST,
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
        return trajectories.length * BURST;
    }

    @Override
    public long stepOf(int row) {
        return (long) row / BURST * STEPS_PER_START + row % BURST;
    }

    @Override
    public Row next() {
        double[] x = trajectories[row / BURST][row % BURST];
        float[] values = {(float) x[0], (float) x[1]};
        return new Row(stepOf(row++), values, Map.of("loss", loss.applyAsDouble(x)));
    }
}
