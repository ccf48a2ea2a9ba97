/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/** Names the cause of a shift from the jumps of the channels, where they are clear. */
final class CauseRule {
    /** Rows from the alarm on that are looked at. */
    static final int ROWS = 25;

    private static final int PAST = 100;
    private static final int PAST_ENDS = 20;

    private CauseRule() {}

    static Cause of(SlotRing ring, long alarm) {
        return Cause.UNKNOWN;
    }

    /** Median from the alarm on less the median before it. */
    static double jump(SlotRing ring, int channel, long alarm) {
        double[] past = ring.values(channel, alarm - PAST_ENDS - PAST + 1, alarm - PAST_ENDS + 1);
        return Median.of(ring.values(channel, alarm, alarm + ROWS)) - Median.of(past);
    }
}
