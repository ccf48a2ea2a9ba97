/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One version of a change of the dynamics. Kind and step identify it; a later version (cause added, resolved) replaces
 * the earlier one.
 *
 * @param cause {@link Cause#UNKNOWN} unless a rule supports more
 * @param direction which way the channel went
 * @param step the step whose arrival fired it; the same in every version
 * @param onsetStep where the change is estimated to have begun; the same in every version
 * @param channel name of the channel that spoke
 * @param statistic the value that crossed the threshold
 * @param threshold what it crossed
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
}
