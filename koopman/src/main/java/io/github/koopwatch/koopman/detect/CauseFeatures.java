/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * What a cause is told from: {@code python/validation/cause_features.py} is the same in NumPy, from which the table is
 * trained.
 */
final class CauseFeatures {
    /** Cosines below count as noise alone. */
    private static final double LEAST_COSINE = 0.02;
    /** One row in so many may be without a loss. */
    private static final int MOST_GAPS = 10;

    private final SlotRing ring;
    private final long from;
    private final long alarm;
    private final int onset;

    /** Needs 120 rows before the alarm and 25 from it on. */
    CauseFeatures(SlotRing ring, long onset, long alarm) {
        this.ring = ring;
        this.alarm = alarm;
        this.from = alarm - Course.BEFORE;
        this.onset = Math.toIntExact(Math.max(0, Math.min(onset, alarm) - from));
    }

    boolean hasGroups() {
        return ring.newest().values().length > Channels.FIRST_GROUP;
    }

    /** Whether the loss was logged nearly all the time. */
    boolean hasLoss() {
        double[] loss = loss();
        return known(loss, 1, Course.BEFORE - Course.PAST_ENDS + 1) && known(loss, Course.BEFORE, loss.length);
    }

    private static boolean known(double[] values, int from, int to) {
        long gaps = Arrays.stream(values, from, to).filter(Double::isNaN).count();
        return gaps * MOST_GAPS <= to - from;
    }

    /** The features in the order of the table. */
    double[] values() {
        DoubleStream all = model();
        if (hasGroups()) {
            all = DoubleStream.concat(all, groups());
        }
        if (hasLoss()) {
            Course l = Course.of(loss(), onset);
            all = DoubleStream.concat(all, DoubleStream.of(l.jump(), l.units(), l.spread(), l.fade(), l.first()));
        }
        return all.map(CauseFeatures::signedLog).toArray();
    }

    /** Large jumps are alike. */
    private static double signedLog(double value) {
        return Math.copySign(StrictMath.log1p(Math.abs(value)), value);
    }

    private DoubleStream model() {
        Course u = course(Channels.UPDATE_ENERGY);
        Course c = course(Channels.COHERENCE);
        Course x = course(Channels.DISPLACEMENT);
        Course r = course(Channels.RADIAL);
        Course n = course(Channels.INNOVATION);
        return DoubleStream.of(
                u.jump(),
                c.jump(),
                x.jump(),
                r.jump(),
                u.units(),
                c.units(),
                x.units(),
                r.units(),
                u.spread(),
                u.fade(),
                u.first(),
                c.spread(),
                c.fade(),
                c.first(),
                r.first(),
                c.level(),
                signal(),
                n.jump(),
                n.units(),
                n.spread(),
                n.fade(),
                n.first());
    }

    /**
     * The jump of what of the energy is the same in consecutive updates, energy times cosine: noise leaves it alone, a
     * step size does not.
     */
    private double signal() {
        double[] energy = rows(Channels.UPDATE_ENERGY, Course.RESPONSE);
        double[] coherence = rows(Channels.COHERENCE, Course.RESPONSE);
        for (int i = 0; i < energy.length; i++) {
            energy[i] += StrictMath.log(Math.max(LEAST_COSINE, StrictMath.tanh(coherence[i])));
        }
        return Course.of(energy, onset).jump();
    }

    private DoubleStream groups() {
        int channels = ring.newest().values().length;
        double[] jumps = new double[channels - Channels.FIRST_GROUP];
        Arrays.setAll(jumps, g -> course(Channels.FIRST_GROUP + g).jump());
        return DoubleStream.of(
                Arrays.stream(jumps).min().orElseThrow(),
                Arrays.stream(jumps).max().orElseThrow());
    }

    private Course course(int channel) {
        return Course.of(rows(channel, Course.RESPONSE), onset);
    }

    /** Without the newest row, which may still wait for its loss. */
    private double[] loss() {
        return rows(Channels.LOSS, Course.RESPONSE - 1);
    }

    private double[] rows(int channel, int after) {
        return ring.values(channel, from, alarm + after);
    }
}
