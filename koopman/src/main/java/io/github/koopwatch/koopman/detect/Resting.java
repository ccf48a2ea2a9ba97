/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Tells from the share of coordinates that rest whether a part of the weights rests, where no groups are known. A raw
 * vector, and a sketch in blocks of layers, have coordinates of their own for what stops; in a sketch that adds all
 * parameters into all coordinates nothing rests as long as anything moves, and this says nothing.
 */
final class Resting {
    /** Share of the coordinates that must come to rest at once: a group's of {@link ChangeDetector#MOST_GROUPS}. */
    static final double LEAST = 1.0 / ChangeDetector.MOST_GROUPS;

    private final SlotRing ring;
    /** The largest share in the rows before: dead units and unused inputs always rest. */
    private double usual;

    private boolean rests;

    /** Of the newest row of a ring. */
    Resting(SlotRing ring) {
        this.ring = ring;
    }

    /** Whether a part rests at the newest row that moved before. */
    boolean now(double share) {
        usual = rests ? usual : most();
        rests = share >= threshold();
        return rests;
    }

    double threshold() {
        return usual + LEAST;
    }

    private double most() {
        long to = ring.rows() - 1;
        long from = Math.max(ring.oldest(), to - Stillness.REFERENCE);
        return to < from
                ? 1
                : Arrays.stream(ring.values(Channels.RESTING, from, to)).max().orElse(1);
    }

    void write(ByteBuffer out) {
        out.putDouble(usual).put((byte) (rests ? 1 : 0));
    }

    void read(ByteBuffer in) {
        usual = in.getDouble();
        rests = in.get() == 1;
    }
}
