/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;

/**
 * Where each tracked slot was seen last; the arrays are not to be written to.
 *
 * @param re real part by slot
 * @param im imaginary part by slot
 */
public record SlotState(double[] re, double[] im) {
    public SlotState {
        if (re.length != im.length || re.length > ModeTracker.MOST_SLOTS) {
            throw new IllegalArgumentException("slots: expected as many real as imaginary parts, at most "
                    + ModeTracker.MOST_SLOTS + ", got " + re.length + " and " + im.length);
        }
    }

    /** No slot yet. */
    public static SlotState empty() {
        return new SlotState(new double[0], new double[0]);
    }

    /** Slots in use. */
    public int size() {
        return re.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SlotState that && Arrays.equals(re, that.re) && Arrays.equals(im, that.im);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(re) + Arrays.hashCode(im);
    }

    @Override
    public String toString() {
        return "SlotState[re=" + Arrays.toString(re) + ", im=" + Arrays.toString(im) + "]";
    }
}
