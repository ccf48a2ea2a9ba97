/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;

/**
 * A change of windows that is still open.
 *
 * @param step last step of the window that fired it
 * @param words the sentence about it
 * @param reason what announced it
 */
record WindowFinding(
        ChangeKind kind,
        Direction direction,
        long step,
        long onset,
        String channel,
        double statistic,
        double threshold,
        String words,
        Announced.Reason reason) {

    WindowFinding announced(Announced.Reason by) {
        return new WindowFinding(kind, direction, step, onset, channel, statistic, threshold, words, by);
    }

    Change firing(String preset) {
        return change(preset, Change.State.FIRING, "");
    }

    /** Something that is over when it is told. */
    Change note(String preset) {
        return change(preset, Change.State.RESOLVED, "");
    }

    Change resolved(String preset, long at) {
        return change(preset, Change.State.RESOLVED, "; over at step " + at);
    }

    private Change change(String preset, Change.State state, String end) {
        return new Change(
                kind,
                kind == ChangeKind.INSTABILITY ? Cause.DIVERGENCE : Cause.UNKNOWN,
                direction,
                step,
                onset,
                channel,
                statistic,
                threshold,
                state,
                !reason.isNone(),
                preset,
                null,
                words + Wording.announced(reason) + end);
    }

    void write(ByteBuffer out) {
        out.put((byte) kind.ordinal())
                .put((byte) direction.ordinal())
                .putLong(step)
                .putLong(onset);
        Stored.put(out, channel);
        out.putDouble(statistic).putDouble(threshold);
        Stored.put(out, words);
        reason.write(out);
    }

    static WindowFinding read(ByteBuffer in) {
        return new WindowFinding(
                ChangeKind.values()[in.get()],
                Direction.values()[in.get()],
                in.getLong(),
                in.getLong(),
                Stored.text(in),
                in.getDouble(),
                in.getDouble(),
                Stored.text(in),
                Announced.Reason.read(in));
    }
}
