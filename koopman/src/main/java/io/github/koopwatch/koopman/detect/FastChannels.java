/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Computes the fast channels of a step from the newest snapshots. */
public final class FastChannels {
    private static final int LAG = 16;
    /** Rounding of float32 weights, relative (2^-23 squared) and absolute: no update is known better than this. */
    private static final double RELATIVE_FLOOR = 0x1p-46;

    private static final double ABSOLUTE_FLOOR = 1e-30;
    private static final double LARGEST_COSINE = 0.999;

    private final List<int[]> groups;

    /** Ranges [from, to) of the parameter groups' coordinates; without groups an empty list. */
    public FastChannels(List<int[]> groups) {
        groups.forEach(FastChannels::checkRange);
        this.groups = groups.stream().map(int[]::clone).toList();
    }

    /**
     * Values at the newest snapshot.
     *
     * @param back row k = the snapshot k steps ago, 0 = newest; 0, 1, 2 are needed, 16 is used when not null
     * @param earlierLogEnergies u of the earlier updates, newest first; displacement needs 15
     */
    public ChannelValues at(IntFunction<float @Nullable []> back, double[] earlierLogEnergies) {
        float[] now = needed(back, 0, -1);
        float[] before = needed(back, 1, now.length);
        float[] earlier = needed(back, 2, now.length);
        Energy energy = Energy.of(now, before, 0, now.length);
        double previous = Energy.of(before, earlier, 0, now.length).floored();
        double turned = cosine(updates(now, before, earlier), energy.floored() * previous);
        double outward = cosine(radial(now, before), energy.floored() * square(before));
        Energy[] parts = groups.stream().map(g -> part(now, before, g)).toArray(Energy[]::new);
        return new ChannelValues(
                energy.log(),
                atanh(turned),
                displacement(now, back.apply(LAG), energy, earlierLogEnergies),
                atanh(outward),
                resting(now, before),
                Arrays.stream(parts).mapToDouble(Energy::log).toArray(),
                energy.aboveFloor(),
                Arrays.stream(parts).mapToDouble(Energy::aboveFloor).toArray());
    }

    private static double resting(float[] now, float[] before) {
        int resting = 0;
        for (int i = 0; i < now.length; i++) {
            resting += now[i] == before[i] ? 1 : 0;
        }
        return (double) resting / now.length;
    }

    /** Squared length of an update, and what of it may be rounding. */
    private record Energy(double raw, double floor) {
        static Energy of(float[] now, float[] before, int from, int to) {
            double raw = 0;
            double size = 0;
            for (int i = from; i < to; i++) {
                double step = (double) now[i] - before[i];
                raw += step * step;
                size += (double) now[i] * now[i];
            }
            return new Energy(raw, RELATIVE_FLOOR * size + ABSOLUTE_FLOOR);
        }

        double floored() {
            return raw + floor;
        }

        double log() {
            return StrictMath.log(floored());
        }

        double aboveFloor() {
            return StrictMath.log(floored() / floor);
        }
    }

    /** Squared length of an update that rounding of these weights alone may make. */
    public static double roundingOf(float[] weights) {
        return RELATIVE_FLOOR * square(weights) + ABSOLUTE_FLOOR;
    }

    private static Energy part(float[] now, float[] before, int[] group) {
        if (group[1] > now.length) {
            throw new IllegalArgumentException("group [" + group[0] + ", " + group[1] + "): expected an end of at most "
                    + now.length + ", the snapshot's dimension, got " + group[1]);
        }
        return Energy.of(now, before, group[0], group[1]);
    }

    private static double displacement(
            float[] now, float @Nullable [] old, Energy energy, double[] earlierLogEnergies) {
        if (old == null || earlierLogEnergies.length < LAG - 1) {
            return Double.NaN;
        }
        double path = energy.floored();
        for (int i = 0; i < LAG - 1; i++) {
            path += StrictMath.exp(earlierLogEnergies[i]);
        }
        double straight = Energy.of(now, old, 0, now.length).raw() + energy.floor();
        return StrictMath.log(straight) - StrictMath.log(path);
    }

    private static double updates(float[] now, float[] before, float[] earlier) {
        double sum = 0;
        for (int i = 0; i < now.length; i++) {
            sum += ((double) now[i] - before[i]) * ((double) before[i] - earlier[i]);
        }
        return sum;
    }

    private static double radial(float[] now, float[] before) {
        double sum = 0;
        for (int i = 0; i < now.length; i++) {
            sum += ((double) now[i] - before[i]) * before[i];
        }
        return sum;
    }

    private static double square(float[] x) {
        double sum = 0;
        for (float value : x) {
            sum += (double) value * value;
        }
        return sum;
    }

    /** Weights that are all zero have no direction: cosine 0. */
    private static double cosine(double product, double squaredLengths) {
        return squaredLengths > 0 ? product / Math.sqrt(squaredLengths) : 0;
    }

    private static double atanh(double cosine) {
        double r = Math.max(-LARGEST_COSINE, Math.min(LARGEST_COSINE, cosine));
        return (StrictMath.log1p(r) - StrictMath.log1p(-r)) / 2;
    }

    private static float[] needed(IntFunction<float @Nullable []> back, int steps, int dimension) {
        float[] row = back.apply(steps);
        if (row == null) {
            throw new IllegalArgumentException("expected the snapshot " + steps + " steps ago, got none");
        }
        if (dimension >= 0 && row.length != dimension) {
            throw new IllegalArgumentException(
                    "snapshot " + steps + " steps ago: expected dimension " + dimension + ", got " + row.length);
        }
        return row;
    }

    private static void checkRange(int[] group) {
        if (group.length != 2 || group[0] < 0 || group[1] <= group[0]) {
            throw new IllegalArgumentException(
                    "group: expected [from, to) with 0 <= from < to, got " + Arrays.toString(group));
        }
    }
}
