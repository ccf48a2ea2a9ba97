/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.util.List;
import java.util.Map;

/**
 * What a page tells of one run.
 *
 * @param kind {@code analyze} or {@code backtest}
 * @param events alerts and notes; none of pooled replicas
 * @param channels of each name [step, value] of the detector's channels
 * @param standardised the same, against each channel's own past
 */
public record AnalysedRun(
        String kind,
        AnalysisDocument document,
        List<ChangeEvent> events,
        Map<String, List<double[]>> channels,
        Map<String, List<double[]>> standardised) {
    /** By the engine used live. Throws BadInput. */
    public static AnalysedRun of(String kind, Trajectory x, AnalysisSettings settings, Progress progress) {
        ChannelRecorder channels = new ChannelRecorder();
        EngineRun run = EngineRun.of(x, 0, settings, channels, progress);
        return new AnalysedRun(
                kind, AnalysisDocument.of(x, run.windows()), run.events(), channels.values(), channels.standardised());
    }

    /** Replicas as one fit per window, which no detector watches. Throws BadInput. */
    public static AnalysedRun pooled(Trajectory x, AnalysisSettings settings, Progress progress) {
        return new AnalysedRun(
                "analyze", AnalysisDocument.pooled(x, settings, progress), List.of(), Map.of(), Map.of());
    }

    /** What would have been said of it. */
    public Backtest backtest(Trajectory x) {
        return Backtest.of(x.rows(), events);
    }
}
