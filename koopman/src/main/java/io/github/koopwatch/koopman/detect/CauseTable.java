/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/** Names the cause of a shift from what the channels did around the alarm. */
final class CauseTable {
    /** Rows from the alarm on that are looked at. */
    static final int ROWS = 25;

    private CauseTable() {}

    /**
     * Needs {@link #ROWS} rows from the alarm's on.
     *
     * @param onset row of the estimated begin of the change
     * @param alarm row that fired
     */
    static Attribution attribute(SlotRing ring, long onset, long alarm) {
        return Attribution.of(CauseRule.of(ring, onset, alarm), 1);
    }
}
