/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.nio.ByteBuffer;

/** The head of every stored record, family letter and version, and what several records share. */
final class StateBytes {
    private static final byte VERSION = 1;
    private static final int HEADER = 2;

    private StateBytes() {}

    /** A buffer of the header and {@code size} further bytes. */
    static ByteBuffer begin(Slots.Kind kind, int size) {
        return ByteBuffer.allocate(HEADER + size).put((byte) kind.letter()).put(VERSION);
    }

    /** The buffer behind a header that was checked; throws IllegalStateException naming expected and actual. */
    static ByteBuffer open(Slots.Kind kind, byte[] record) {
        if (record.length < HEADER || record[0] != kind.letter() || record[1] != VERSION) {
            throw new IllegalStateException("stored state: expected family " + kind.letter() + " version " + VERSION
                    + ", got "
                    + (record.length < HEADER
                            ? record.length + " bytes"
                            : "family " + (char) record[0] + " version " + record[1]));
        }
        return ByteBuffer.wrap(record, HEADER, record.length - HEADER);
    }

    /** What is behind the header, as {@link #open}. */
    static byte[] body(Slots.Kind kind, byte[] record) {
        ByteBuffer in = open(kind, record);
        byte[] body = new byte[in.remaining()];
        in.get(body);
        return body;
    }

    static int size(Eigenvalues spectrum) {
        return Integer.BYTES + 2 * Double.BYTES * spectrum.size();
    }

    static void put(ByteBuffer out, Eigenvalues spectrum) {
        out.putInt(spectrum.size());
        put(out, spectrum.re());
        put(out, spectrum.im());
    }

    static Eigenvalues eigenvalues(ByteBuffer in) {
        int size = in.getInt();
        double[] re = doubles(in, size);
        return new Eigenvalues(re, doubles(in, size));
    }

    static void put(ByteBuffer out, double[] values) {
        for (double value : values) {
            out.putDouble(value);
        }
    }

    /** The number of items that follow; IllegalStateException when there is not room for so many of that size. */
    static int count(ByteBuffer in, int itemBytes) {
        int count = in.getInt();
        if (count < 0 || (long) count * itemBytes > in.remaining()) {
            throw new IllegalStateException("stored state: expected " + count + " items of " + itemBytes
                    + " bytes, got " + in.remaining() + " bytes");
        }
        return count;
    }

    static double[] doubles(ByteBuffer in, int size) {
        if (size < 0 || (long) size * Double.BYTES > in.remaining()) {
            throw new IllegalStateException(
                    "stored state: expected " + size + " doubles, got " + in.remaining() + " bytes");
        }
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = in.getDouble();
        }
        return values;
    }
}
