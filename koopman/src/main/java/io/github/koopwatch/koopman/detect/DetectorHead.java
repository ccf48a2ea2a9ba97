/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** The stored form of a detector beside its slots: format version, groups, counts, then its parts. */
final class DetectorHead {
    private static final byte VERSION = 3;
    private static final int LARGEST = 3072;
    private static final int HEADER = 2 + 2 * Long.BYTES;

    private DetectorHead() {}

    static byte[] write(int groups, SlotRing ring, Consumer<ByteBuffer> parts) {
        ByteBuffer out = ByteBuffer.allocate(LARGEST);
        out.put(VERSION).put((byte) groups).putLong(ring.rows());
        out.putLong(ring.isEmpty() ? 0 : ring.newestStep());
        parts.accept(out);
        return Arrays.copyOf(out.array(), out.position());
    }

    static ChangeDetector read(int groups, byte[] head, LongFunction<ChannelSlot> slots) {
        Stored.check("detector head", VERSION, HEADER, head);
        ByteBuffer in = ByteBuffer.wrap(head, 1, head.length - 1);
        int stored = in.get();
        SlotRing ring = SlotRing.restore(in.getLong(), slots);
        ChangeDetector detector = new ChangeDetector(groups, ring);
        detector.checkGroups(stored);
        checkNewest(ring, in.getLong());
        try {
            detector.read(in);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("detector head: expected more than " + head.length + " bytes", e);
        }
        return detector;
    }

    private static void checkNewest(SlotRing ring, long step) {
        if (!ring.isEmpty() && ring.newestStep() != step) {
            throw new IllegalArgumentException("newest slot: expected step " + step + ", got " + ring.newestStep());
        }
    }
}
