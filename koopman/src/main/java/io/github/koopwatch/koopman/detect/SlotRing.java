/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * The newest slots, column by column, so that a channel's past is read in one go; rows are counted from 0 and never start
 * anew.
 */
final class SlotRing {
    /** One in so many values may be missing from a reference. */
    private static final int MOST_GAPS = 10;

    private final long[] steps = new long[ChangeDetector.SLOTS];
    /** [channel][place]; without channels before the first slot. */
    private double[][] values = {};
    /** As the values. */
    private double[][] scores = {};

    private long rows;

    /** The ring that the stored slots make. */
    static SlotRing restore(long rows, LongFunction<ChannelSlot> stored) {
        SlotRing ring = new SlotRing();
        ring.rows = rows;
        for (int i = 0; i < Math.min(rows, ChangeDetector.SLOTS); i++) {
            ring.put(i, stored.apply(i));
        }
        return ring;
    }

    void add(ChannelSlot slot) {
        put(place(rows), slot);
        rows++;
    }

    /** The newest slot again, now that more is known of its step. */
    void replaceNewest(ChannelSlot slot) {
        put(place(rows - 1), slot);
    }

    private void put(int place, ChannelSlot slot) {
        int channels = slot.values().length;
        if (values.length == 0) {
            values = new double[channels][ChangeDetector.SLOTS];
            scores = new double[channels][ChangeDetector.SLOTS];
        } else if (values.length != channels) {
            throw new IllegalArgumentException(
                    "channel slot: expected " + values.length + " channels, got " + channels);
        }
        steps[place] = slot.step();
        for (int channel = 0; channel < channels; channel++) {
            values[channel][place] = slot.values()[channel];
            scores[channel][place] = slot.z()[channel];
        }
    }

    long rows() {
        return rows;
    }

    /** The oldest row still held. */
    long oldest() {
        return Math.max(0, rows - ChangeDetector.SLOTS);
    }

    boolean isEmpty() {
        return rows == 0;
    }

    ChannelSlot newest() {
        return at(newestRow());
    }

    long newestStep() {
        return step(newestRow());
    }

    ChannelSlot at(long row) {
        int place = place(row);
        return new ChannelSlot(steps[place], at(values, place), at(scores, place));
    }

    private static double[] at(double[][] columns, int place) {
        double[] row = new double[columns.length];
        for (int channel = 0; channel < row.length; channel++) {
            row[channel] = columns[channel][place];
        }
        return row;
    }

    long step(long row) {
        return steps[place(row)];
    }

    double value(int channel, long row) {
        return values[channel][place(row)];
    }

    double score(int channel, long row) {
        return scores[channel][place(row)];
    }

    private long newestRow() {
        if (isEmpty()) {
            throw new IllegalStateException("expected at least one observed step, got none");
        }
        return rows - 1;
    }

    /** Values of a channel in rows [from, to). */
    double[] values(int channel, long from, long to) {
        return part(values[channel], from, to);
    }

    /**
     * Values of a channel in rows [from, to) as they would be at the newest row's learning rate, where it was logged: an
     * update is proportional to it, so that energies move by 2 ln of its ratio. Rows before the first logged rate have that.
     */
    double[] atRate(int channel, long from, long to) {
        double[] moved = values(channel, from, to);
        double now = value(Channels.RATE, newestRow());
        if (!Channels.isEnergy(channel) || Double.isNaN(now)) {
            return moved;
        }
        double rate = now;
        for (int i = moved.length - 1; i >= 0; i--) {
            double own = value(Channels.RATE, from + i);
            rate = Double.isNaN(own) ? rate : own;
            moved[i] += 2 * (now - rate);
        }
        return moved;
    }

    /** The same with gaps, at most a tenth of the rows, filled by the value before them; empty when there are more. */
    double[] filled(int channel, long from, long to) {
        double[] filled = atRate(channel, from, to);
        int gaps = 0;
        for (int i = 0; i < filled.length; i++) {
            if (Double.isNaN(filled[i])) {
                gaps += i == 0 ? filled.length : 1;
                filled[i] = i == 0 ? Double.NaN : filled[i - 1];
            }
        }
        return gaps * MOST_GAPS > filled.length ? new double[0] : filled;
    }

    /** Standardised values of a channel in rows [from, to). */
    double[] scores(int channel, long from, long to) {
        return part(scores[channel], from, to);
    }

    /** Rows [from, to) of a column: at most two pieces of it. */
    private static double[] part(double[] column, long from, long to) {
        double[] part = new double[Math.toIntExact(to - from)];
        int first = place(from);
        int straight = Math.min(part.length, column.length - first);
        System.arraycopy(column, first, part, 0, straight);
        System.arraycopy(column, 0, part, straight, part.length - straight);
        return part;
    }

    /** The first row held whose step is not before the given one. */
    long rowOf(long step) {
        long row = rows;
        while (row > oldest() && step(row - 1) >= step) {
            row--;
        }
        return row;
    }

    /** The step of the row so many rows before the one of a step, or of the oldest row. */
    long stepBefore(long step, int rows) {
        return isEmpty() ? step : step(Math.max(oldest(), rowOf(step) - rows));
    }

    /** The newest rows as they stand. */
    Excerpt excerpt() {
        long from = Math.max(oldest(), rows - Excerpt.LONGEST);
        int channels = values.length;
        double[][] newestValues = new double[channels][];
        double[][] newestScores = new double[channels][];
        List<String> names = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            names.add(Channels.name(c));
            newestValues[c] = values(c, from, rows);
            newestScores[c] = scores(c, from, rows);
        }
        long[] newestSteps = LongStream.range(from, rows).map(this::step).toArray();
        return new Excerpt(newestSteps, names, newestValues, newestScores);
    }

    private static int place(long row) {
        return (int) (row % ChangeDetector.SLOTS);
    }
}
