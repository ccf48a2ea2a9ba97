/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Checks of what is read back from a store. */
final class Stored {
    private Stored() {}

    /** Length in bytes, then UTF-8; at most 32,767 of them. */
    static void put(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static void check(String what, byte version, int atLeast, byte[] bytes) {
        if (bytes.length < atLeast) {
            throw new IllegalArgumentException(what + ": expected at least " + atLeast + " bytes, got " + bytes.length);
        }
        if (bytes[0] != version) {
            throw new IllegalArgumentException(what + ": expected format version " + version + ", got " + bytes[0]);
        }
    }
}
