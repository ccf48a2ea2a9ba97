/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.sketch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The pseudo-random bits of the sketch, pinned by golden vectors: splitmix64 (Steele, Lea and Flood 2014) from a name. */
final class SketchBits {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private SketchBits() {}

    /** The first 8 bytes, little-endian, of SHA-256(unsigned seed in decimal, newline, name). */
    static long start(long seed, String name) {
        String text = Long.toUnsignedString(seed) + '\n' + name;
        byte[] digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** Output i, counted from 0, of the sequence that begins at {@code start}. */
    static long out(long start, long i) {
        long z = start + (i + 1) * GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** -1 where bit 63 is set, else +1. */
    static double sign(long bits) {
        return bits < 0 ? -1 : 1;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
