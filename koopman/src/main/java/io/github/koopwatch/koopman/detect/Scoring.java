/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/** Scores of the newest row of a ring: against the past of each channel, and over the scale of its recent scores. */
final class Scoring {
    private static final int LAG = Calibration.LAG;
    /** Scores of the loss before it may speak: a job may begin to log it late. */
    private static final int FEWEST = 40;

    private final SlotRing ring;

    Scoring(SlotRing ring) {
        this.ring = ring;
    }

    /** Standardised values; 0 for a channel without a reference since {@code start} or without a value. */
    double[] standardised(long start) {
        double[] row = ring.newest().values();
        double[] z = new double[row.length];
        long to = ring.rows() - 1 - Standard.GAP;
        long from = to - Standard.REFERENCE;
        for (int channel = 0; from >= start && channel < row.length; channel++) {
            z[channel] = Channels.detects(channel) && !Double.isNaN(row[channel])
                    ? score(channel, from, to, row[channel])
                    : 0;
        }
        return z;
    }

    private double score(int channel, long from, long to, double value) {
        double[] past = ring.filled(channel, from, to);
        return past.length == 0 ? 0 : Standard.score(past, value);
    }

    /** Score of the newest row over the scale of its recent like; 0 for a loss that was not logged for long. */
    double calibrated(int channel, long start) {
        double z = ring.score(channel, ring.rows() - 1);
        long end = ring.rows() - LAG;
        long first = start + Standard.REFERENCE + Standard.GAP;
        long from = Math.max(first, end - Calibration.HISTORY - Calibration.BLOCK + 1);
        double[] recent = ring.scores(channel, from, end);
        return channel == Channels.LOSS && scored(recent) < FEWEST ? 0 : z / Calibration.scale(recent);
    }

    private static int scored(double[] recent) {
        int scored = 0;
        for (double z : recent) {
            scored += z == 0 ? 0 : 1;
        }
        return scored;
    }
}
