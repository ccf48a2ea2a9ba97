/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/** Order and names of the channels. */
final class Channels {
    static final int UPDATE_ENERGY = 0;
    static final int COHERENCE = 1;
    static final int DISPLACEMENT = 2;
    static final int RADIAL = 3;
    static final int FIRST_GROUP = 4;

    private Channels() {}

    static int count(int groups) {
        return FIRST_GROUP + groups;
    }

    static String name(int channel) {
        return switch (channel) {
            case UPDATE_ENERGY -> "update_energy";
            case COHERENCE -> "coherence";
            case DISPLACEMENT -> "displacement";
            case RADIAL -> "radial";
            default -> "group_energy_" + (channel - FIRST_GROUP);
        };
    }

    /** Displacement repeats what coherence tells, only later, so that it would cost threshold and find nothing more. */
    static boolean detects(int channel) {
        return channel != DISPLACEMENT;
    }

    static boolean isEnergy(int channel) {
        return channel == UPDATE_ENERGY || channel >= FIRST_GROUP;
    }

    static double[] row(ChannelValues values) {
        double[] groups = values.groupEnergies();
        double[] row = new double[count(groups.length)];
        row[UPDATE_ENERGY] = values.updateEnergy();
        row[COHERENCE] = values.coherence();
        row[DISPLACEMENT] = values.displacement();
        row[RADIAL] = values.radial();
        System.arraycopy(groups, 0, row, FIRST_GROUP, groups.length);
        return row;
    }
}
