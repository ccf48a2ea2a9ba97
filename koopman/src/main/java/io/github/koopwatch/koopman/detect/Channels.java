/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.stream.IntStream;

/** Order and names of the channels. */
public final class Channels {
    static final int UPDATE_ENERGY = 0;
    static final int COHERENCE = 1;
    static final int DISPLACEMENT = 2;
    static final int RADIAL = 3;
    /** ln of the logged loss; NaN where none was logged. */
    static final int LOSS = 4;
    /** ln of the logged learning rate in effect; NaN before the first. It explains, and never speaks itself. */
    static final int RATE = 5;

    /** ln of the energy of what an update adds to the direction of the one before. */
    static final int INNOVATION = 6;
    /** Share of the coordinates that rest; a rule looks at it, not the sums. */
    static final int RESTING = 7;

    static final int FIRST_GROUP = 8;

    private Channels() {}

    static int count(int groups) {
        return FIRST_GROUP + groups;
    }

    /** The name that stands in events, by the place in a {@link ChannelSlot}. */
    public static String name(int channel) {
        return switch (channel) {
            case UPDATE_ENERGY -> "update_energy";
            case COHERENCE -> "coherence";
            case DISPLACEMENT -> "displacement";
            case RADIAL -> "radial";
            case LOSS -> "log_loss";
            case RATE -> "log_lr";
            case INNOVATION -> "innovation";
            case RESTING -> "resting";
            default -> "group_energy_" + (channel - FIRST_GROUP);
        };
    }

    /** Displacement repeats what coherence tells, only later, so that it would cost threshold and find nothing more. */
    static boolean detects(int channel) {
        return channel != DISPLACEMENT && channel != RATE && channel != RESTING;
    }

    /** The channels that speak, ascending. */
    static int[] detecting(int groups) {
        return IntStream.range(0, count(groups)).filter(Channels::detects).toArray();
    }

    static boolean isEnergy(int channel) {
        return channel == UPDATE_ENERGY || channel == INNOVATION || channel >= FIRST_GROUP;
    }

    /** Throws IllegalArgumentException for a value that is not finite where one is judged. */
    static void check(long step, double[] row) {
        for (int channel = 0; channel < row.length; channel++) {
            if (detects(channel) && channel != LOSS && !Double.isFinite(row[channel])) {
                throw new IllegalArgumentException(
                        name(channel) + " at step " + step + ": expected a finite value, got " + row[channel]);
            }
        }
    }

    /** Without what is logged. */
    static double[] row(ChannelValues values) {
        double[] groups = values.groupEnergies();
        double[] row = new double[count(groups.length)];
        row[UPDATE_ENERGY] = values.updateEnergy();
        row[COHERENCE] = values.coherence();
        row[DISPLACEMENT] = values.displacement();
        row[RADIAL] = values.radial();
        row[LOSS] = Double.NaN;
        row[RATE] = Double.NaN;
        row[INNOVATION] = values.innovation();
        row[RESTING] = values.resting();
        System.arraycopy(groups, 0, row, FIRST_GROUP, groups.length);
        return row;
    }
}
