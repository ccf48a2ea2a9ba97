/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.List;
import java.util.function.LongFunction;

/** Finds changes of the dynamics from the fast channels, one step at a time. */
public final class ChangeDetector {
    /** Length of the ring of channel slots. */
    public static final int SLOTS = 512;

    private final int groups;

    public ChangeDetector(int groups) {
        this.groups = groups;
    }

    /**
     * Judges one more step; steps ascend, and a step that follows a gap is left out. The caller stores {@link #slot()}
     * and {@link #head()} after each call.
     *
     * @return new changes and new versions of earlier ones
     */
    public List<Change> observe(long step, ChannelValues values) {
        throw new UnsupportedOperationException("groups " + groups);
    }

    /** The slot just written. */
    public ChannelSlot slot() {
        throw new UnsupportedOperationException();
    }

    /** Where the slot just written belongs, 0 to SLOTS - 1. */
    public long slotIndex() {
        throw new UnsupportedOperationException();
    }

    /** Everything else that the next step needs, at most 2 KiB. */
    public byte[] head() {
        throw new UnsupportedOperationException();
    }

    /** u of the newest steps, newest first, at most 15: what {@link FastChannels#at} wants next. */
    public double[] recentLogEnergies() {
        throw new UnsupportedOperationException();
    }

    /** The detector as it was; every later output is bitwise equal to the undisturbed one. */
    public static ChangeDetector restore(int groups, byte[] head, LongFunction<ChannelSlot> slots) {
        throw new UnsupportedOperationException();
    }
}
