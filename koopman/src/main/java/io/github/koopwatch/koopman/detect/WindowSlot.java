/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A window that the slow channels took, as stored.
 *
 * @param values in the order of {@link SlowChannel}
 * @param p conformal p-values; NaN while there were too few windows
 * @param spectrum of a window of the reference, else empty
 */
public record WindowSlot(long firstStep, long lastStep, double[] values, double[] p, Optional<Eigenvalues> spectrum) {
    private static final byte VERSION = 1;
    private static final int CHANNELS = SlowChannel.values().length;
    private static final int HEADER = 1 + 2 * Long.BYTES + 2 * CHANNELS * Double.BYTES + Integer.BYTES;

    /** Format version, steps, values, p, number of eigenvalues, their parts; big-endian. */
    public byte[] encode() {
        Eigenvalues kept = spectrum.orElse(new Eigenvalues(new double[0], new double[0]));
        ByteBuffer out = ByteBuffer.allocate(HEADER + 2 * kept.size() * Double.BYTES);
        out.put(VERSION).putLong(firstStep).putLong(lastStep);
        put(out, values);
        put(out, p);
        put(out.putInt(kept.size()), kept.re());
        put(out, kept.im());
        return out.array();
    }

    /** Throws IllegalArgumentException for another format version or a wrong length. */
    public static WindowSlot decode(byte[] bytes) {
        Stored.check("window slot", VERSION, HEADER, bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        long first = in.getLong();
        long last = in.getLong();
        double[] values = get(in, CHANNELS);
        double[] p = get(in, CHANNELS);
        int size = in.getInt();
        long expected = HEADER + 2L * size * Double.BYTES;
        if (bytes.length != expected) {
            throw new IllegalArgumentException(
                    "window slot of " + size + " eigenvalues: expected " + expected + " bytes, got " + bytes.length);
        }
        double[] re = get(in, size);
        Eigenvalues kept = new Eigenvalues(re, get(in, size));
        return new WindowSlot(first, last, values, p, size == 0 ? Optional.empty() : Optional.of(kept));
    }

    private static void put(ByteBuffer out, double[] numbers) {
        for (double number : numbers) {
            out.putDouble(number);
        }
    }

    private static double[] get(ByteBuffer in, int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> in.getDouble());
        return numbers;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WindowSlot that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return "WindowSlot[" + firstStep + "-" + lastStep + ", values=" + Arrays.toString(values) + ", p="
                + Arrays.toString(p) + "]";
    }
}
