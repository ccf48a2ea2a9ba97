/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Optional;

/** Whether the scores of the newest rows add up to a change. */
final class Sums {
    // Calibrated on 480,000 undisturbed steps of real training, 0.5 false alarms in 10,000; not derived.
    private static final double THRESHOLD = 25.5;
    private static final double THRESHOLD_WITH_GROUPS = 30;

    private final int[] channels;
    private final double threshold;
    private final SlotRing ring;
    private final Scoring scoring;
    private final Cusum cusum;

    Sums(int groups, SlotRing ring, Scoring scoring) {
        channels = Channels.detecting(groups);
        threshold = groups == 0 ? THRESHOLD : THRESHOLD_WITH_GROUPS;
        this.ring = ring;
        this.scoring = scoring;
        cusum = new Cusum(channels);
    }

    double threshold() {
        return threshold;
    }

    /** The state that is stored. */
    Cusum cusum() {
        return cusum;
    }

    /**
     * Adds the newest row, scored against those since {@code start}. Near the rounding floor directions are those of
     * rounding, and no learning rate scales the energies: they are not judged then. Without a logged rate energies are,
     * since what falls there at once has changed.
     *
     * @return the largest sum if it is above the threshold
     */
    Optional<Cusum.Peak> add(Waiting waiting, long start) {
        long newest = ring.rows() - 1;
        boolean explained = !Double.isNaN(ring.value(Channels.RATE, newest));
        for (int channel : channels) {
            boolean sizeCounts = Channels.isEnergy(channel) && channel != Channels.INNOVATION && !explained;
            if (sizeCounts || !waiting.nearFloor(channel)) {
                cusum.add(channel, scoring.calibrated(channel, start), ring.step(newest));
            }
        }
        return Optional.of(cusum.peak()).filter(peak -> peak.sum() > threshold);
    }
}
