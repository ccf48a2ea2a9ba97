/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.util.Arrays;

/**
 * Names the cause of a shift where energy, coherence and radial cosine alone make it clear, else unknown. Told apart only
 * in part, hence not named: more noise from a larger step where updates are hardly coherent, new data from a new
 * optimiser, more noise from momentum switched off.
 */
final class CauseRule {
    /** Rows from the alarm on that are looked at. */
    static final int ROWS = 25;

    private static final int PAST = 100;
    private static final int PAST_ENDS = 20;
    private static final int EARLY = 3;
    private static final int LATE = 10;
    /** Rows between onset and alarm beyond which the onset is too uncertain to speak of first rows. */
    private static final int PROMPT = 8;

    /** Cosine of consecutive updates from which on it tells noise from step size; at 0.25 weak momentum still misleads. */
    private static final double COHERENT = 0.5;
    /** Change of coherence, absolute and of the cosine relative, that is still none. */
    private static final double TURNED = 0.4;

    private CauseRule() {}

    /** Median jumps of the three channels against the past. */
    private record Jump(double u, double c, double r) {}

    /**
     * What is looked at.
     *
     * @param coherence of updates in the past
     * @param early jump in the first 3 rows of the change
     * @param settled jump in the 25 rows from the alarm on
     * @param late jump in the last 10 of these
     * @param steady whether coherence kept its value in each of the first 3 rows and since
     */
    private record Evidence(double coherence, Jump early, Jump settled, Jump late, boolean steady) {}

    /** Needs 25 rows from the alarm's on. */
    static Cause of(SlotRing ring, long onset, long alarm) {
        if (alarm - onset > PROMPT) {
            return Cause.UNKNOWN;
        }
        Jump past = medians(ring, alarm - PAST_ENDS - PAST + 1, alarm - PAST_ENDS + 1);
        Evidence evidence = new Evidence(
                past.c(),
                minus(medians(ring, onset, onset + EARLY), past),
                minus(medians(ring, alarm, alarm + ROWS), past),
                minus(medians(ring, alarm + ROWS - LATE, alarm + ROWS), past),
                steady(ring, onset, alarm, past.c()));
        return name(evidence);
    }

    private static Cause name(Evidence e) {
        if (regularised(e)) {
            return Cause.REGULARISATION;
        }
        if (momentum(e)) {
            return Cause.MOMENTUM;
        }
        if (scaled(e)) {
            return e.settled().u() > 0 ? Cause.STEP_SIZE_UP : Cause.STEP_SIZE_DOWN;
        }
        return Cause.UNKNOWN;
    }

    /** Weight decay pulls updates towards the origin at once; nothing else turns them as much. */
    private static boolean regularised(Evidence e) {
        return e.early().r() < -0.7 && e.settled().r() < -0.9;
    }

    /**
     * Updates become coherent at once while their energy builds up. New data makes it jump and sink, unless momentum that
     * is there already smooths it; hence only where updates hardly were coherent.
     */
    private static boolean momentum(Evidence e) {
        return Math.tanh(e.coherence()) < 0.4
                && e.settled().c() > 1
                && e.settled().u() > 1
                && e.early().c() > e.settled().c() / 2
                && e.late().u() - e.early().u() > 0.3
                && Math.abs(e.settled().r()) < 0.6;
    }

    /**
     * Energy jumps at once and stays, coherence does neither. Were it noise, the coherent part of the energy would have
     * stayed and the cosine changed by the inverse factor. Less than tenfold downwards may be a freeze.
     */
    private static boolean scaled(Evidence e) {
        double u = e.settled().u();
        boolean large = u > 1 || u < -Math.log(10);
        boolean atOnce = Math.abs(u - e.early().u()) < 0.3 * Math.abs(u);
        boolean radial = Math.abs(e.settled().r()) < 0.3;
        return large && atOnce && radial && e.steady();
    }

    private static boolean steady(SlotRing ring, long onset, long alarm, double past) {
        double settled = Median.of(ring.values(Channels.COHERENCE, alarm, alarm + ROWS));
        return Math.abs(Math.tanh(past)) > COHERENT
                && kept(past, settled)
                && Arrays.stream(ring.values(Channels.COHERENCE, onset, onset + EARLY))
                        .allMatch(c -> kept(past, c));
    }

    /** Near 1 the cosine itself no longer tells, near 0 its transform does not. */
    private static boolean kept(double past, double now) {
        double cosine = Math.tanh(past);
        return Math.abs(now - past) < TURNED && Math.abs(Math.tanh(now) - cosine) < TURNED * Math.abs(cosine);
    }

    private static Jump medians(SlotRing ring, long from, long to) {
        return new Jump(
                Median.of(ring.values(Channels.UPDATE_ENERGY, from, to)),
                Median.of(ring.values(Channels.COHERENCE, from, to)),
                Median.of(ring.values(Channels.RADIAL, from, to)));
    }

    private static Jump minus(Jump now, Jump past) {
        return new Jump(now.u() - past.u(), now.c() - past.c(), now.r() - past.r());
    }
}
