/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.streams;

import io.github.koopwatch.contract.Refusal;
import io.github.koopwatch.contract.RunKey;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.streams.stored.KeptEvents;
import io.github.koopwatch.v1.Mark;
import io.github.koopwatch.v1.Reason;
import io.github.koopwatch.v1.Silence;
import java.util.Optional;

/** What a person's answer does to an alert, whichever kind it is of. */
final class Answers {
    private Answers() {}

    /** Makes the alert's next version, or tells the group whose alert it is; an id that is not known is refused and changes nothing. */
    static void apply(Run run, Mark mark, Outcome outcome) {
        String id = mark.getAlertId();
        if (id.startsWith(run.group() + ":")) {
            GroupInputs.answer(run, mark, outcome);
            return;
        }
        if (id.equals(silentId(run))) {
            adopt(run, id);
        }
        Optional<ChangeEvent> answered = run.events().answer(id, mark.getText());
        answered.ifPresent(outcome.events()::add);
        if (answered.isEmpty()) {
            outcome.refuse(new Refusal(
                    Reason.REASON_CONFLICT,
                    "alert id: expected one of the newest " + KeptEvents.KEPT + " of run " + run.name()
                            + " or of group "
                            + run.group() + ", got '"
                            + RunKey.shown(id) + "'"));
        }
    }

    /** Silence depends on the clock, so the topology learns of its alarm only from the answer; it then ends it, too. */
    private static void adopt(Run run, String id) {
        if (!run.head().getSilence().getId().equals(id)) {
            run.events().add(Events.silent(run.source(firstObservable(run)), lastStep(run)));
            run.head().setSilence(Silence.newBuilder().setId(id));
        }
    }

    /** Ends the answered alarm of silence: the run has spoken or ended. */
    static void spoken(Run run, Outcome outcome) {
        if (run.head().hasSilence()) {
            run.events().resolve(run.head().getSilence().getId()).ifPresent(outcome.events()::add);
            run.head().clearSilence();
        }
    }

    private static String silentId(Run run) {
        return run.ended() ? "" : Events.silentId(run.source(firstObservable(run)), lastStep(run));
    }

    private static String firstObservable(Run run) {
        return run.start().getObservablesCount() == 0
                ? "-"
                : run.start().getObservables(0).getName();
    }

    private static long lastStep(Run run) {
        Long last = run.lastStep();
        return last == null ? 0 : last;
    }
}
