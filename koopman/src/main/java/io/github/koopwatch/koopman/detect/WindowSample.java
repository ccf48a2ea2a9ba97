/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the kinds of change that a spectrum shows by itself keep of a window.
 *
 * @param movement ln of the mean squared update, at the learning rate of now; NaN where there is none
 * @param growing ln of the energy of the strongest mode beyond the unit circle, NaN without one
 * @param turning the oscillating mode: 0 for none, -1 for a negative real one, its angle for a pair
 * @param settled whether the movement is near rounding and the modes are near 1
 */
record WindowSample(long firstStep, long lastStep, double movement, double growing, double turning, boolean settled) {
    void write(ByteBuffer out) {
        out.putLong(firstStep)
                .putLong(lastStep)
                .putDouble(movement)
                .putDouble(growing)
                .putDouble(turning);
        out.put((byte) (settled ? 1 : 0));
    }

    static WindowSample read(ByteBuffer in) {
        return new WindowSample(
                in.getLong(), in.getLong(), in.getDouble(), in.getDouble(), in.getDouble(), in.get() == 1);
    }

    /** Whether a figure rises from each sample to the next; NaN does not. */
    static boolean rises(double... values) {
        for (int i = 1; i < values.length; i++) {
            if (!(values[i] > values[i - 1])) {
                return false;
            }
        }
        return Arrays.stream(values).noneMatch(Double::isNaN);
    }
}
