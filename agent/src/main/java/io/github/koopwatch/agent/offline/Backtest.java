/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.util.List;

/**
 * What would have been said of a recorded run.
 *
 * @param steps rows read
 * @param alerts warnings and critical ones
 * @param notes informational ones
 */
public record Backtest(int steps, List<ChangeEvent> alerts, List<ChangeEvent> notes) {
    /** Throws BadInput for a trajectory that holds no window. */
    public static Backtest of(Trajectory x, AnalysisSettings settings, Progress progress) {
        return of(x.rows(), EngineRun.of(x, 0, settings, progress).events());
    }

    static Backtest of(int rows, List<ChangeEvent> events) {
        return new Backtest(
                rows,
                events.stream().filter(event -> !event.isNote()).toList(),
                events.stream().filter(ChangeEvent::isNote).toList());
    }
}
