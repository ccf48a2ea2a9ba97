/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * One step's channels as stored, in the order of {@link Channels#name}.
 *
 * @param values values of the channels
 * @param z standardised values; 0 while there is no reference, where no loss was logged, and always for displacement, lr
 *     and resting
 */
public record ChannelSlot(long step, double[] values, double[] z) {
    private static final byte VERSION = 3;
    private static final int HEADER = 1 + Long.BYTES + 1;

    public ChannelSlot {
        if (values.length != z.length) {
            throw new IllegalArgumentException("z: expected " + values.length + " channels, got " + z.length);
        }
    }

    /** Format version, step, number of channels, values, z; big-endian. */
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(size(values.length));
        out.put(VERSION).putLong(step).put((byte) values.length);
        putAll(out, values);
        putAll(out, z);
        return out.array();
    }

    /** Throws IllegalArgumentException for another format version or a wrong length. */
    public static ChannelSlot decode(byte[] bytes) {
        Stored.check("channel slot", VERSION, HEADER, bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        long step = in.getLong();
        int channels = in.get();
        if (bytes.length != size(channels)) {
            throw new IllegalArgumentException("channel slot of " + channels + " channels: expected " + size(channels)
                    + " bytes, got " + bytes.length);
        }
        return new ChannelSlot(step, getAll(in, channels), getAll(in, channels));
    }

    private static int size(int channels) {
        return HEADER + 2 * channels * Double.BYTES;
    }

    private static void putAll(ByteBuffer out, double[] numbers) {
        for (double number : numbers) {
            out.putDouble(number);
        }
    }

    private static double[] getAll(ByteBuffer in, int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> in.getDouble());
        return numbers;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelSlot slot
                && step == slot.step
                && Arrays.equals(values, slot.values)
                && Arrays.equals(z, slot.z);
    }

    @Override
    public int hashCode() {
        return Objects.hash(step, Arrays.hashCode(values), Arrays.hashCode(z));
    }

    @Override
    public String toString() {
        return "ChannelSlot[step=" + step + ", values=" + Arrays.toString(values) + ", z=" + Arrays.toString(z) + "]";
    }
}
