/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;

/**
 * The newest announcements of a change: a mark, or a logged jump of the learning rate. They make a change expected that
 * begins a few rows later at most, or that is still young when they come.
 */
final class Announced {
    /** Rows that an announcement may stand before the estimated onset, which is late or early by as many (detect.md). */
    static final int BEFORE = 10;
    /** Rows after the alarm in which it still may come: until the cause is named. */
    static final int YOUNG = CauseRule.ROWS;
    /** ln of the factor between two logged learning rates from which on it is a jump: schedules move less per row. */
    static final double JUMP = StrictMath.log(1.2);

    private static final long NEVER = Long.MIN_VALUE;

    private long mark = NEVER;
    private long rate = NEVER;

    /** What announced a change, and where; {@link #NOTHING} for none. */
    record Reason(Kind kind, long step) {
        static final Reason NOTHING = new Reason(Kind.NONE, 0);

        boolean isNone() {
            return kind == Kind.NONE;
        }

        void write(ByteBuffer out) {
            out.put((byte) kind.ordinal()).putLong(step);
        }

        static Reason read(ByteBuffer in) {
            return new Reason(Kind.values()[in.get()], in.getLong());
        }
    }

    /** Stored by position: append only. */
    enum Kind {
        NONE,
        MARK,
        RATE
    }

    void mark(long step) {
        mark = Math.max(mark, step);
    }

    void rate(long step) {
        rate = Math.max(rate, step);
    }

    /** What announced a change of that kind which no announcement before the given step could mean. */
    Reason of(ChangeKind kind, long since) {
        if (mark != NEVER && mark >= since) {
            return new Reason(Kind.MARK, mark);
        }
        return rate != NEVER && rate >= since && byRate(kind) ? new Reason(Kind.RATE, rate) : Reason.NOTHING;
    }

    /** Divergence and stops are nobody's intention when the learning rate moves. */
    private static boolean byRate(ChangeKind kind) {
        return kind == ChangeKind.REGIME_SHIFT || kind == ChangeKind.OSCILLATION;
    }

    void write(ByteBuffer out) {
        out.putLong(mark).putLong(rate);
    }

    void read(ByteBuffer in) {
        mark = in.getLong();
        rate = in.getLong();
    }
}
