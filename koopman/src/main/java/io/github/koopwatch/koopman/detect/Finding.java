/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;

/**
 * A change of the fast channels that is still open.
 *
 * @param probability of the cause; NaN where it was not estimated
 * @param row the observed row that fired it
 * @param before the channel's expected value, where there is one
 * @param after the channel's value since the onset
 * @param groups the parameter groups concerned, one bit each
 * @param reason what announced it
 */
record Finding(
        ChangeKind kind,
        Cause cause,
        double probability,
        Direction direction,
        long row,
        long step,
        long onset,
        int channel,
        double statistic,
        double threshold,
        double before,
        double after,
        int groups,
        Announced.Reason reason) {

    Finding because(Cause named, double certainty) {
        return new Finding(
                kind, named, certainty, direction, row, step, onset, channel, statistic, threshold, before, after,
                groups, reason);
    }

    Finding announced(Announced.Reason by) {
        return new Finding(
                kind,
                cause,
                probability,
                direction,
                row,
                step,
                onset,
                channel,
                statistic,
                threshold,
                before,
                after,
                groups,
                by);
    }

    boolean concerns(int group) {
        return (groups >> group & 1) != 0;
    }

    Change firing() {
        return change(Change.State.FIRING, Wording.of(this));
    }

    Change resolved(long at) {
        return change(Change.State.RESOLVED, Wording.of(this) + Wording.resolved(kind, at));
    }

    private Change change(Change.State state, String message) {
        return new Change(
                kind,
                cause,
                direction,
                step,
                onset,
                Channels.name(channel),
                statistic,
                threshold,
                state,
                !reason.isNone(),
                null,
                null,
                message);
    }

    void write(ByteBuffer out) {
        out.put((byte) kind.ordinal())
                .put((byte) cause.ordinal())
                .putDouble(probability)
                .put((byte) direction.ordinal());
        out.putLong(row).putLong(step).putLong(onset).put((byte) channel);
        out.putDouble(statistic).putDouble(threshold).putDouble(before).putDouble(after);
        out.put((byte) groups);
        reason.write(out);
    }

    static Finding read(ByteBuffer in) {
        return new Finding(
                ChangeKind.values()[in.get()],
                Cause.values()[in.get()],
                in.getDouble(),
                Direction.values()[in.get()],
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.get(),
                in.getDouble(),
                in.getDouble(),
                in.getDouble(),
                in.getDouble(),
                Byte.toUnsignedInt(in.get()),
                Announced.Reason.read(in));
    }
}
