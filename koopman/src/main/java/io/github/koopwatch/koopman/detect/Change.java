/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One version of a change of the dynamics. Kind and step identify it; a later version (cause added, announced, resolved)
 * replaces the earlier one.
 *
 * @param cause {@link Cause#UNKNOWN} unless a rule supports more
 * @param direction which way the channel went
 * @param step the step whose arrival fired it; the same in every version
 * @param onsetStep where the change is estimated to have begun; the same in every version
 * @param channel name of the channel that spoke
 * @param statistic the value that crossed the threshold
 * @param threshold what it crossed
 * @param expected whether a mark or a logged change of the learning rate announced it
 * @param preset the analysis whose windows spoke; null for the fast channels
 * @param excerpt what was seen, when it fires and when its cause is added; null in other versions
 * @param message one sentence in plain words
 */
public record Change(
        ChangeKind kind,
        Cause cause,
        @Nullable Direction direction,
        long step,
        long onsetStep,
        String channel,
        double statistic,
        double threshold,
        State state,
        boolean expected,
        @Nullable String preset,
        @Nullable Excerpt excerpt,
        String message) {
    /** Where a change stands in its life. */
    public enum State {
        FIRING,
        RESOLVED;

        /** The name that stands in events. */
        public String jsonName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** That of the kind; info for what was announced. */
    public Severity severity() {
        return expected ? Severity.INFO : kind.severity();
    }

    /** The same with what was seen. */
    Change with(@Nullable Excerpt seen) {
        return new Change(
                kind, cause, direction, step, onsetStep, channel, statistic, threshold, state, expected, preset, seen,
                message);
    }
}
