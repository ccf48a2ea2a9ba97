/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** The newest slots; rows are counted from 0 and never start anew. */
final class SlotRing {
    /** One in so many values may be missing from a reference. */
    private static final int MOST_GAPS = 10;

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

    /** The newest slot again, now that more is known of its step. */
    void replaceNewest(ChannelSlot slot) {
        slots.set(place(rows - 1), slot);
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

    /**
     * Values of a channel in rows [from, to) as they would be at the newest row's learning rate, where it was logged: an
     * update is proportional to it, so that energies move by 2 ln of its ratio. Rows before the first logged rate have that.
     */
    double[] atRate(int channel, long from, long to) {
        double[] values = values(channel, from, to);
        double now = newest().values()[Channels.RATE];
        if (!Channels.isEnergy(channel) || Double.isNaN(now)) {
            return values;
        }
        double rate = now;
        for (int i = values.length - 1; i >= 0; i--) {
            double own = at(from + i).values()[Channels.RATE];
            rate = Double.isNaN(own) ? rate : own;
            values[i] += 2 * (now - rate);
        }
        return values;
    }

    /** The same with gaps, at most a tenth of the rows, filled by the value before them; empty when there are more. */
    double[] filled(int channel, long from, long to) {
        double[] values = atRate(channel, from, to);
        int gaps = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                gaps += i == 0 ? values.length : 1;
                values[i] = i == 0 ? Double.NaN : values[i - 1];
            }
        }
        return gaps * MOST_GAPS > values.length ? new double[0] : values;
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

    /** The step of the row so many rows before the one of a step, or of the oldest row. */
    long stepBefore(long step, int rows) {
        return isEmpty() ? step : at(Math.max(oldest(), rowOf(step) - rows)).step();
    }

    /** The newest rows as they stand. */
    Excerpt excerpt() {
        long from = Math.max(oldest(), rows - Excerpt.LONGEST);
        int channels = newest().values().length;
        double[][] values = new double[channels][];
        double[][] scores = new double[channels][];
        List<String> names = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            names.add(Channels.name(c));
            values[c] = values(c, from, rows);
            scores[c] = scores(c, from, rows);
        }
        long[] steps = LongStream.range(from, rows).map(row -> at(row).step()).toArray();
        return new Excerpt(steps, names, values, scores);
    }

    private static int place(long row) {
        return (int) (row % ChangeDetector.SLOTS);
    }
}
