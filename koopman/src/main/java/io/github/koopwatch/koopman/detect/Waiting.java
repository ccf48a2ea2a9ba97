/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;

/** Whether the newest step is still to be judged, and what of it lies near its rounding floor. */
final class Waiting {
    /** ln(energy / floor) below which rounding, which no learning rate scales, is more than a hundredth of the energy. */
    static final double NEAR = StrictMath.log(100);

    private boolean waits;
    private boolean whole;
    private boolean innovation;
    private int groups;

    void begin(ChannelValues values) {
        waits = true;
        whole = values.aboveFloor() <= NEAR;
        innovation = values.aboveFloor() + values.innovation() - values.updateEnergy() <= NEAR;
        groups = 0;
        double[] above = values.groupsAboveFloor();
        for (int g = 0; g < above.length; g++) {
            groups |= above[g] <= NEAR ? 1 << g : 0;
        }
    }

    void end() {
        waits = false;
    }

    boolean is() {
        return waits;
    }

    /** Whether rounding has a say in a channel of the newest step. */
    boolean nearFloor(int channel) {
        return switch (channel) {
            case Channels.LOSS -> false;
            case Channels.INNOVATION -> innovation;
            default -> channel < Channels.FIRST_GROUP ? whole : (groups >> (channel - Channels.FIRST_GROUP) & 1) != 0;
        };
    }

    void write(ByteBuffer out) {
        out.put(bit(waits)).put(bit(whole)).put(bit(innovation)).put((byte) groups);
    }

    private static byte bit(boolean is) {
        return (byte) (is ? 1 : 0);
    }

    void read(ByteBuffer in) {
        waits = in.get() == 1;
        whole = in.get() == 1;
        innovation = in.get() == 1;
        groups = Byte.toUnsignedInt(in.get());
    }
}
