/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation;

import java.util.List;
import java.util.OptionalLong;

/**
 * How the alarms of one run stand against its truth. Alarms up to the change are false, the first one from it on catches
 * it when it comes in time, and what follows is not judged: what changed may go on having consequences.
 *
 * @param judged whether the change can be caught at all: false when there is none, and when it falls into the silence after
 *     an earlier alarm
 * @param delay steps from the first update under the new regime to the alarm, if it came in time
 * @param cause what the alarms in time named first; {@code unknown} when they named nothing
 * @param falseAlarms alerts before the change
 * @param armed steps before the change at which the fast channels were armed
 */
public record Outcome(LabelledRun run, boolean judged, OptionalLong delay, String cause, int falseAlarms, long armed) {
    /** Steps within which a change is caught. */
    static final int IN_TIME = 50;
    /** The first step at which the fast channels are armed. */
    static final int FIRST_ARMED = 310;
    /** Steps without alarms of the fast channels after one. */
    static final int SILENCE = 290;

    private static final String UNKNOWN = "unknown";

    /**
     * @param end the step after the run's last
     * @param alarms by step
     */
    static Outcome of(LabelledRun run, long end, List<Alarm> alarms) {
        long change = run.change().orElse(end);
        List<Alarm> before = alarms.stream().filter(a -> a.step() < change).toList();
        List<Alarm> inTime = alarms.stream()
                .filter(a -> a.step() >= change && a.step() <= change + IN_TIME)
                .toList();
        return new Outcome(
                run,
                run.change().isPresent() && change >= armedFrom(before),
                inTime.stream().mapToLong(a -> a.step() - change).findFirst(),
                inTime.stream()
                        .filter(Alarm::isNamed)
                        .map(Alarm::cause)
                        .findFirst()
                        .orElse(UNKNOWN),
                (int) before.stream().filter(a -> !a.expected()).count(),
                armed(change, before));
    }

    /** The first step at which the fast channels are armed after the last of these. */
    private static long armedFrom(List<Alarm> before) {
        return before.stream()
                .filter(Alarm::fast)
                .mapToLong(a -> a.step() + SILENCE + 1)
                .reduce(FIRST_ARMED, Math::max);
    }

    private static long armed(long end, List<Alarm> before) {
        long steps = 0;
        long from = FIRST_ARMED;
        for (Alarm alarm : before) {
            if (alarm.fast()) {
                steps += Math.max(0, alarm.step() + 1 - from);
                from = Math.max(from, alarm.step() + SILENCE + 1);
            }
        }
        return steps + Math.max(0, end - from);
    }

    /** The same without its change, which is no secret. */
    Outcome unjudged() {
        return new Outcome(run, false, delay, cause, falseAlarms, armed);
    }

    boolean caught() {
        return judged && delay.isPresent();
    }

    boolean named() {
        return caught() && !cause.equals(UNKNOWN);
    }

    /** Whether the cause named is true. What diverges slowly is a step size that rises, whichever it is called. */
    boolean right() {
        boolean rising = run.cause().equals("divergence") && cause.equals("step_size_up");
        return named() && (cause.equals(run.cause()) || rising);
    }
}
