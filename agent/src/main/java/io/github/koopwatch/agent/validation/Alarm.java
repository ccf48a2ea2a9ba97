/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import io.github.koopwatch.contract.result.ChangeEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What matters of an event when it is judged.
 *
 * @param onset the step at which the change is estimated to have begun
 * @param kind as in events
 * @param cause as in events
 * @param fast whether the fast channels spoke, which are silent for a while afterwards
 * @param expected whether it was explained, and so is a note
 */
record Alarm(long step, long onset, String kind, String cause, boolean fast, boolean expected) {
    /** Of alerts and of expected shifts, by step; other notes are no alarms. */
    static List<Alarm> of(List<ChangeEvent> events) {
        return events.stream()
                .filter(event -> !event.isNote() || event.expected())
                .map(Alarm::of)
                .sorted((a, b) -> Long.compare(a.step(), b.step()))
                .toList();
    }

    private static Alarm of(ChangeEvent event) {
        return new Alarm(
                event.step(), event.onsetStep(), event.kind(), event.cause(), isFast(event.preset()), event.expected());
    }

    private static boolean isFast(@Nullable String preset) {
        return preset == null;
    }

    /** Whether the fast channels left the course of their past, rather than stopped. */
    boolean isShift() {
        return fast && kind.equals("RegimeShift");
    }

    boolean isNamed() {
        return !cause.equals("unknown");
    }
}
