/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import io.github.koopwatch.agent.offline.EngineRun;
import io.github.koopwatch.agent.offline.Progress;
import io.github.koopwatch.agent.offline.Trajectory;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.monitor.Slots;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What of a run is shown to the detector. */
public enum View {
    /** The whole model's snapshots. */
    MODEL(false, Set.of()),
    /** And the loss. */
    MODEL_LOSS(false, Set.of("loss")),
    /** The snapshots and which coordinates belong to which parameter group. */
    GROUPS(true, Set.of()),
    /** And the loss. */
    GROUPS_LOSS(true, Set.of("loss")),
    /** The groups and the learning rate, which explains changes of its own. */
    GROUPS_LR(true, Set.of("lr")),
    /** And both. */
    GROUPS_LOSS_LR(true, Set.of("loss", "lr")),
    /** The loss as the detector's only channel, without the model. */
    LOSS_ALONE(x -> ScalarWatch.alarms(x, ScalarWatch.loss(x))),
    /** The length of the weights as the only channel. */
    NORM_ALONE(x -> ScalarWatch.alarms(x, ScalarWatch.norm(x)));

    private final boolean engine;
    private final boolean groups;
    private final Set<String> scalars;
    private final Function<Trajectory, List<Alarm>> alone;

    View(boolean groups, Set<String> scalars) {
        this.engine = true;
        this.groups = groups;
        this.scalars = scalars;
        this.alone = x -> List.of();
    }

    View(Function<Trajectory, List<Alarm>> alone) {
        this.engine = false;
        this.groups = false;
        this.scalars = Set.of();
        this.alone = alone;
    }

    /** The name on the command line and in results. */
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Names of all, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(View::jsonName).collect(Collectors.joining(", "));
    }

    /** Whether the engine speaks, with causes. */
    boolean isEngine() {
        return engine;
    }

    /** Whether the logged learning rate, if it is shown, tells of the change: then there is nothing to be caught. */
    boolean explains(LabelledRun run, Trajectory x) {
        double[] rate = x.scalars().get("lr");
        if (!scalars.contains("lr") || rate == null || !run.cause().startsWith("step_size")) {
            return false;
        }
        long change = run.change().orElse(0);
        return IntStream.range(1, rate.length).anyMatch(t -> x.step(t) == change && rate[t] != rate[t - 1]);
    }

    List<Alarm> alarms(Trajectory x, AnalysisSettings settings, Slots slots) {
        if (!engine) {
            return alone.apply(x);
        }
        Trajectory seen = x.shown(groups, scalars);
        return Alarm.of(EngineRun.of(seen, 0, settings, slots, Progress.NONE).events());
    }
}
