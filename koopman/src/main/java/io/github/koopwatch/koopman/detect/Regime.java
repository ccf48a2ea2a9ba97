/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;

/** Since when the dynamics count as one regime, and from which row on its changes are looked for. */
final class Regime {
    /** Row 310 of the snapshots: the first two have no coherence. */
    private static final int FIRST_ARMED = 308;
    /** Rows without alarms after one, all forgotten: a reference, its gap, and 60 scores to calibrate with. */
    private static final int ARMED_AGAIN = 290;

    private final SlotRing ring;
    private long start;
    private long armed = FIRST_ARMED;

    Regime(SlotRing ring) {
        this.ring = ring;
    }

    /** The row that it begins with. */
    long start() {
        return start;
    }

    /** Whether the newest row is judged. */
    boolean isArmed() {
        return ring.rows() > armed;
    }

    /** Whether the first steps, the least stationary, are over. */
    boolean isPastStart() {
        return ring.rows() > FIRST_ARMED;
    }

    /** The next row begins another. */
    void anew() {
        start = ring.rows();
        armed = start + ARMED_AGAIN;
    }

    void write(ByteBuffer out) {
        out.putLong(start).putLong(armed);
    }

    void read(ByteBuffer in) {
        start = in.getLong();
        armed = in.getLong();
    }
}
