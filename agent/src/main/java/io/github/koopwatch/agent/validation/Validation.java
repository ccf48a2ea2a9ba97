/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.monitor.Slots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The alarms on a set of labelled runs, judged per view.
 *
 * @param runs runs of the set
 * @param views each view's verdict, in the order in which they were asked for
 */
public record Validation(int runs, List<Verdict> views) {
    /** Runs the engine over all of them. Throws BadInput for a recording that it cannot read. */
    public static Validation of(
            List<LabelledRun> runs, List<View> views, AnalysisSettings settings, Progress progress) {
        Map<View, List<Outcome>> outcomes = new EnumMap<>(View.class);
        views.forEach(view -> outcomes.put(view, new ArrayList<>()));
        for (int i = 0; i < runs.size(); i++) {
            LabelledRun run = runs.get(i);
            Trajectory x = run.trajectory();
            outcomes.forEach((view, all) -> all.add(outcome(run, x, view, settings)));
            progress.at("judging", i + 1L, runs.size());
        }
        return new Validation(
                runs.size(),
                outcomes.entrySet().stream()
                        .map(one -> Verdict.of(one.getKey(), one.getValue()))
                        .toList());
    }

    private static Outcome outcome(LabelledRun run, Trajectory x, View view, AnalysisSettings settings) {
        return Outcome.of(run, x.step(x.rows() - 1) + 1, view.alarms(x, settings, Slots.NONE));
    }
}
