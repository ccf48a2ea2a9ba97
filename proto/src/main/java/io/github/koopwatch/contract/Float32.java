/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Vectors as they travel: float32, little-endian, nothing else. */
public final class Float32 {
    private static final int EXPONENT = 0x7f80_0000;

    private Float32() {}

    /** Throws IllegalArgumentException when the bytes are not a whole number of values. */
    public static float[] values(ByteString bytes) {
        float[] values = new float[count(bytes)];
        littleEndian(bytes).asFloatBuffer().get(values);
        return values;
    }

    public static ByteString bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    /**
     * Index of the first NaN or infinity, -1 when all are finite. Reads the bytes where they lie: a value is not finite
     * exactly when all bits of its exponent are set (IEEE 754).
     */
    public static int firstNotFinite(ByteString bytes) {
        int count = count(bytes);
        ByteBuffer buffer = littleEndian(bytes);
        for (int i = 0; i < count; i++) {
            if ((buffer.getInt(i * Float.BYTES) & EXPONENT) == EXPONENT) {
                return i;
            }
        }
        return -1;
    }

    /** One value where it lies. */
    public static float at(ByteString bytes, int index) {
        return littleEndian(bytes).getFloat(index * Float.BYTES);
    }

    private static int count(ByteString bytes) {
        if (bytes.size() % Float.BYTES != 0) {
            throw new IllegalArgumentException("expected a multiple of 4 bytes, got " + bytes.size());
        }
        return bytes.size() / Float.BYTES;
    }

    private static ByteBuffer littleEndian(ByteString bytes) {
        return bytes.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
