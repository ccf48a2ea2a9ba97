/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cumulative sums (Page 1954) of every channel, up and down, for three sizes of shift: S = max(0, S + 2k(s y - k)), the
 * Gaussian log-likelihood ratio of a shift by 2k, so that one threshold serves all k.
 */
final class Cusum {
    private static final double[] BETS = {0.5, 1, 2};
    private static final int PER_CHANNEL = 2 * BETS.length;
    private static final double CLIP = 6;

    private final int[] channels;
    private final double[] sums;
    private final long[] onsets;

    /** Of the channels that speak, ascending. */
    Cusum(int[] channels) {
        this.channels = channels.clone();
        sums = new double[channels.length * PER_CHANNEL];
        onsets = new long[channels.length * PER_CHANNEL];
    }

    /** The largest sum, and where it last left 0. */
    record Peak(int channel, Direction direction, double sum, long onset) {}

    void add(int channel, double y, long step) {
        double bounded = Standard.clip(y, CLIP);
        int cell = Arrays.binarySearch(channels, channel) * PER_CHANNEL;
        for (double bet : BETS) {
            raise(cell++, 2 * bet * (bounded - bet), step);
            raise(cell++, 2 * bet * (-bounded - bet), step);
        }
    }

    private void raise(int cell, double gain, long step) {
        double sum = sums[cell] + gain;
        if (sum > 0 && sums[cell] == 0) {
            onsets[cell] = step;
        }
        sums[cell] = Math.max(0, sum);
    }

    Peak peak() {
        int best = 0;
        for (int i = 1; i < sums.length; i++) {
            best = sums[i] > sums[best] ? i : best;
        }
        Direction direction = best % 2 == 0 ? Direction.UP : Direction.DOWN;
        return new Peak(channels[best / PER_CHANNEL], direction, sums[best], onsets[best]);
    }

    void forget() {
        Arrays.fill(sums, 0);
        Arrays.fill(onsets, 0);
    }

    void write(ByteBuffer out) {
        for (int i = 0; i < sums.length; i++) {
            out.putDouble(sums[i]).putLong(onsets[i]);
        }
    }

    void read(ByteBuffer in) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = in.getDouble();
            onsets[i] = in.getLong();
        }
    }
}
