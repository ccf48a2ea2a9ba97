/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** The newest slots; rows are counted from 0 and never start anew. */
final class SlotRing {
    private final List<ChannelSlot> slots = new ArrayList<>();
    private long rows;

    /** The ring that the stored slots make. */
    static SlotRing restore(long rows, LongFunction<ChannelSlot> stored) {
        SlotRing ring = new SlotRing();
        ring.rows = rows;
        for (long i = 0; i < Math.min(rows, ChangeDetector.SLOTS); i++) {
            ring.slots.add(stored.apply(i));
        }
        return ring;
    }

    void add(ChannelSlot slot) {
        if (slots.size() < ChangeDetector.SLOTS) {
            slots.add(slot);
        } else {
            slots.set(place(rows), slot);
        }
        rows++;
    }

    long rows() {
        return rows;
    }

    /** The oldest row still held. */
    long oldest() {
        return rows - slots.size();
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    ChannelSlot newest() {
        if (isEmpty()) {
            throw new IllegalStateException("expected at least one observed step, got none");
        }
        return at(rows - 1);
    }

    ChannelSlot at(long row) {
        return slots.get(place(row));
    }

    /** Values of a channel in rows [from, to). */
    double[] values(int channel, long from, long to) {
        double[] values = new double[Math.toIntExact(to - from)];
        for (int i = 0; i < values.length; i++) {
            values[i] = at(from + i).values()[channel];
        }
        return values;
    }

    /** Standardised values of a channel in rows [from, to). */
    double[] scores(int channel, long from, long to) {
        double[] scores = new double[Math.toIntExact(to - from)];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = at(from + i).z()[channel];
        }
        return scores;
    }

    /** The first row held whose step is not before the given one. */
    long rowOf(long step) {
        long row = rows;
        while (row > oldest() && at(row - 1).step() >= step) {
            row--;
        }
        return row;
    }

    private static int place(long row) {
        return (int) (row % ChangeDetector.SLOTS);
    }
}
