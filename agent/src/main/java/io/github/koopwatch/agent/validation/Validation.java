/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.koopman.AnalysisSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The alarms on a set of labelled runs, judged per view.
 *
 * @param runs runs of the set
 * @param views each view's verdict, in the order in which they were asked for
 */
public record Validation(int runs, List<Verdict> views) {
    /**
     * Runs the engine over all of them.
     *
     * @param seen is given the channels around every shift that was caught
     * @throws io.github.koopwatch.agent.BadInput for a recording that it cannot read
     */
    public static Validation of(
            List<LabelledRun> runs,
            List<View> views,
            AnalysisSettings settings,
            Consumer<ChannelLog.Around> seen,
            Progress progress) {
        Map<View, List<Outcome>> outcomes = new LinkedHashMap<>();
        views.forEach(view -> outcomes.put(view, new ArrayList<>()));
        for (int i = 0; i < runs.size(); i++) {
            LabelledRun run = runs.get(i);
            Trajectory x = run.trajectory();
            outcomes.forEach((view, all) -> all.add(outcome(run, x, view, settings, seen)));
            progress.at("judging", i + 1L, runs.size());
        }
        return new Validation(
                runs.size(),
                outcomes.entrySet().stream()
                        .map(one -> Verdict.of(one.getKey(), one.getValue()))
                        .toList());
    }

    private static Outcome outcome(
            LabelledRun run, Trajectory x, View view, AnalysisSettings settings, Consumer<ChannelLog.Around> seen) {
        ChannelLog log = new ChannelLog();
        List<Alarm> alarms = view.alarms(x, settings, log);
        Outcome all = Outcome.of(run, x.step(x.rows() - 1) + 1, alarms);
        Outcome outcome = view.explains(run, x) ? all.unjudged() : all;
        if (view.isEngine() && outcome.caught()) {
            long step = run.change().orElseThrow() + outcome.delay().orElseThrow();
            alarms.stream()
                    .filter(alarm -> alarm.step() == step && alarm.isShift())
                    .flatMap(alarm -> log.around(run, view, alarm).stream())
                    .forEach(seen);
        }
        return outcome;
    }
}
