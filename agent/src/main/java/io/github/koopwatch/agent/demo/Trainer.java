/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.v1.RunStart;
import java.util.List;
import java.util.Map;

/** One training run: makes the rows that are published, one after the other, the same in every demonstration. */
interface Trainer {
    /** Name of the one observable of every run. */
    String OBSERVABLE = "weights";

    /** What one step produced. */
    record Row(long step, float[] weights, Map<String, Double> scalars) {}

    /** How the run presents itself. */
    RunStart start();

    /** The analyses that it asks for, the first one for metrics and page. */
    List<AnalysisSettings> analyses();

    /** Number of rows that the run makes. */
    int rows();

    /** The publisher's step of a row, counted from 0. */
    long stepOf(int row);

    /** Trains one step. */
    Row next();

    default String run() {
        return start().getRun();
    }

    default String group() {
        return start().getGroup();
    }

    /** Windows that an analysis makes of this run. */
    default int windows(AnalysisSettings analysis) {
        int beyond = rows() / analysis.blockMean() - analysis.window();
        return beyond < 0 ? 0 : beyond / analysis.hop() + 1;
    }

    /** Step at which the last of them ends. */
    default long lastWindowEnds(AnalysisSettings analysis) {
        int row = (windows(analysis) - 1) * analysis.hop() + analysis.window();
        return stepOf(row * analysis.blockMean() - 1);
    }
}
