/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An array as NumPy stores it. All of it is known to be there when it is opened; nothing is read before it is asked for.
 *
 * @param name what it is called in messages
 * @param data the elements' bytes
 */
record NpyArray(String name, NpyHeader header, FileRange data) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int PRELUDE = 12;
    private static final int LONGEST_HEADER = 1 << 20;

    /** Throws BadInput for bytes that are no such array, and for fewer elements than its shape says. */
    static NpyArray open(String name, FileRange file) {
        try {
            ByteBuffer in = file.bytes(0, (int) Math.min(PRELUDE, file.size())).order(ByteOrder.LITTLE_ENDIAN);
            if (in.remaining() < PRELUDE || !in.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
                throw new BadInput(
                        name + ": expected a NumPy array (.npy), got " + file.size() + " bytes of something else");
            }
            int major = in.get(MAGIC.length);
            if (major < 1 || major > 3) {
                throw new BadInput(name + ": expected NumPy format 1 to 3, got " + major);
            }
            int start = MAGIC.length + 2 + (major == 1 ? Short.BYTES : Integer.BYTES);
            int at = MAGIC.length + 2;
            long length = major == 1 ? Short.toUnsignedInt(in.getShort(at)) : Integer.toUnsignedLong(in.getInt(at));
            return complete(name, header(name, file, start, length), file.after(start + length));
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static NpyHeader header(String name, FileRange file, int start, long length) throws IOException {
        if (length > file.size() - start) {
            throw new BadInput(name + ": expected a header of " + length + " bytes, got " + (file.size() - start)
                    + ": the file is cut off");
        }
        if (length > LONGEST_HEADER) {
            throw new BadInput(name + ": expected a header of at most 1 MiB, got " + length + " bytes");
        }
        String text = new String(file.bytes(start, (int) length).array(), StandardCharsets.UTF_8);
        return NpyHeader.parse(name, text);
    }

    private static NpyArray complete(String name, NpyHeader header, FileRange data) {
        if (header.size() > data.size()) {
            throw new BadInput(name + ": expected " + NpyHeader.words(header.type()) + " elements of shape "
                    + Arrays.toString(header.shape()) + ", got " + data.size() + " bytes: the file is cut off");
        }
        return new NpyArray(name, header, data);
    }

    static BadInput unreadable(String name, IOException e) {
        return new BadInput(name + ": cannot be read: " + e.getMessage(), e);
    }

    int[] shape() {
        return header.shape();
    }

    boolean isFloating() {
        return header.type().startsWith("f");
    }

    boolean isInteger() {
        return header.type().startsWith("i");
    }

    /** The element type as NumPy's users call it. */
    String type() {
        return NpyHeader.words(header.type());
    }

    /** The shape as NumPy writes it. */
    String shapeText() {
        return Arrays.toString(shape());
    }

    /** All elements in memory. Throws BadInput when they do not fit into half of it. */
    NpyElements load() {
        long most = Math.min(Integer.MAX_VALUE - 8L, Runtime.getRuntime().maxMemory() / 2);
        if (header.size() > most) {
            throw new BadInput(
                    name + ": expected at most " + (most >> 20) + " MiB, got " + (header.size() >> 20) + " MiB");
        }
        try {
            return new NpyElements(header, data.bytes(0, (int) header.size()).order(header.order()));
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }
}
