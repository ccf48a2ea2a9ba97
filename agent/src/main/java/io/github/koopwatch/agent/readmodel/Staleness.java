/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.RunState;
import java.time.Duration;

/** How a run is shown, and the alarm of its silence: both depend on the clock, so no topic holds them. */
final class Staleness {
    static final String STALE = "stale";
    private static final String KIND = "RunStale";

    private Staleness() {}

    static RunState shown(RunState s, boolean stale) {
        return stale ? inState(s, STALE) : s;
    }

    /** Fired by silence at the run's last step: the same alarm has the same id after a restart. */
    static ChangeEvent alert(RunState run, Duration silence, Duration limit) {
        long step = run.lastStep() == null ? 0 : run.lastStep();
        String observable =
                run.observables().isEmpty() ? "-" : run.observables().get(0).name();
        return new ChangeEvent(
                String.join("/", run.run(), Long.toString(run.incarnation()), observable, KIND, Long.toString(step)),
                run.run(),
                run.group(),
                null,
                run.observables().isEmpty() ? null : observable,
                null,
                run.incarnation(),
                KIND,
                "stop",
                null,
                step,
                step,
                "snapshots",
                silence.toSeconds(),
                limit.toSeconds(),
                "warning",
                "firing",
                false,
                "No snapshot for " + silence.toMinutes() + " min without an end of the run; the last step was " + step
                        + ".");
    }

    private static RunState inState(RunState s, String state) {
        return new RunState(
                s.run(),
                s.group(),
                s.arm(),
                s.displayName(),
                s.labels(),
                s.baseline(),
                s.incarnation(),
                state,
                s.lastStep(),
                s.lastSnapshot(),
                s.observables(),
                s.presets(),
                s.scalars(),
                s.rejected());
    }
}
