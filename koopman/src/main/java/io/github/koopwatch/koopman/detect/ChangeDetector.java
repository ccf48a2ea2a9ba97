/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Finds changes of the dynamics from the fast channels, one step at a time: each channel is standardised against its own
 * detrended past, scaled by its own recent error, and summed up; what stops is found by a rule. A learning rate that was
 * logged explains what it does to the energies; a loss that was logged is one more channel.
 */
public final class ChangeDetector {
    /** Length of the ring of channel slots. */
    public static final int SLOTS = 512;
    /** Most parameter groups. */
    public static final int MOST_GROUPS = 8;

    private static final int LAG = 15;

    private final int groups;
    private final Regime regime;
    private final Sums sums;
    private final Stillness stillness;
    private final SlotRing ring;
    private final Scoring scoring;
    private final RegimeShift shift;
    private final Logged logged = new Logged();
    private final Announced announced = new Announced();
    private final Announcing announcing;
    private final Waiting waiting = new Waiting();

    /** A detector that has seen nothing, for 0 to {@link #MOST_GROUPS} parameter groups. */
    public ChangeDetector(int groups) {
        this(groups, new SlotRing());
    }

    ChangeDetector(int groups, SlotRing ring) {
        if (groups < 0 || groups > MOST_GROUPS) {
            throw new IllegalArgumentException("groups: expected 0 to " + MOST_GROUPS + ", got " + groups);
        }
        this.groups = groups;
        this.ring = ring;
        regime = new Regime(ring);
        stillness = new Stillness(groups, ring);
        scoring = new Scoring(ring);
        sums = new Sums(groups, ring, scoring);
        shift = new RegimeShift(ring);
        announcing = new Announcing(announced, ring);
    }

    /**
     * Judges one more step; steps ascend, and a step that follows a gap is left out. In a run that logs its loss or
     * learning rate the step waits for what was logged at it, or for {@link #settle}. The caller stores {@link #slot()}
     * and {@link #head()} after each call.
     *
     * @return new changes and new versions of earlier ones
     * @throws IllegalArgumentException for a step that does not ascend, other groups, or values that are not finite
     */
    public List<Change> observe(long step, ChannelValues values) {
        double[] row = checked(step, values);
        List<Change> changes = new ArrayList<>(settle());
        ring.add(new ChannelSlot(step, row, new double[row.length]));
        changes.addAll(shift.progress(step, regime.start(), regime.isArmed()));
        List<Change> stops = stillness.see(ring.rows() - 1, step, values);
        waiting.begin(values);
        if (!stops.isEmpty()) {
            changes.addAll(stopped(stops));
        } else if (!logged.awaited(step)) {
            changes.addAll(settle());
        }
        return changes;
    }

    /** Stops need no scores, and what stopped or moves again is another regime. */
    private List<Change> stopped(List<Change> stops) {
        know();
        forget();
        List<Change> changes = new ArrayList<>();
        for (Change stop : stops) {
            changes.add(stop.state() == Change.State.FIRING ? stop.with(ring.excerpt()) : stop);
        }
        Versions.replace(changes, stillness.announce(announcing));
        return changes;
    }

    /** Judges the step that still waits for its scalars, if one does: the next one is about to come. */
    public List<Change> settle() {
        if (!waiting.is()) {
            return List.of();
        }
        know();
        return regime.isArmed() ? judge() : List.of();
    }

    /**
     * What the training job logged at a step, before or after its snapshot; NaN for what it did not.
     *
     * @return as {@link #observe}
     */
    public List<Change> scalars(long step, double loss, double rate) {
        List<Change> changes = new ArrayList<>();
        boolean waits = waiting.is();
        long newest = ring.isEmpty() ? Long.MIN_VALUE : ring.newestStep();
        if (waits && step > newest) {
            changes.addAll(settle());
            waits = false;
        }
        double before = logged.rateAt(step);
        logged.add(step, loss, rate, waits ? newest - 1 : newest);
        if (Math.abs(logged.rateAt(step) - before) >= Announced.JUMP) {
            announced.rate(step);
            Versions.replace(changes, announce());
        }
        if (waits && step == newest) {
            changes.addAll(settle());
        }
        return changes;
    }

    /** An announced cause at a step; what it explains is expected. */
    public List<Change> mark(long step) {
        announced.mark(step);
        return announce();
    }

    private List<Change> announce() {
        List<Change> changes = new ArrayList<>(shift.announce(announcing));
        changes.addAll(stillness.announce(announcing));
        return changes;
    }

    /** Puts what was logged, and the scores, beside the values of the newest step. */
    private void know() {
        waiting.end();
        ChannelSlot newest = ring.newest();
        double[] row = newest.values();
        row[Channels.LOSS] = logged.reach(newest.step());
        row[Channels.RATE] = logged.rate();
        ring.replaceNewest(new ChannelSlot(newest.step(), row, newest.z())); // scores look at the newest rate
        ring.replaceNewest(new ChannelSlot(newest.step(), row, scoring.standardised(regime.start())));
    }

    private List<Change> judge() {
        Optional<Cusum.Peak> peak = sums.add(waiting, regime.start());
        if (peak.isEmpty() || stillness.undecided()) {
            return List.of();
        }
        forget();
        return List.of(shift.fire(peak.get(), sums.threshold(), announcing));
    }

    /** The open shift turns out to be a divergence: its new version. Empty without one, or for one that was announced. */
    Optional<Change> diverges() {
        return shift.diverges();
    }

    Announced announced() {
        return announced;
    }

    /** ln of the logged learning rate that holds now; NaN before the first. */
    double logRate() {
        return logged.rate();
    }

    /** The row from which on the dynamics count as one regime: it moves on whenever everything starts anew. */
    public long regime() {
        return regime.start();
    }

    /** Whether the first steps, the least stationary, are over. */
    boolean pastStart() {
        return regime.isPastStart();
    }

    /** Whether a step is among the newest in which an announcement still counts. */
    boolean isYoung(long step) {
        return ring.isEmpty() || step >= ring.stepBefore(ring.newestStep(), Announced.YOUNG);
    }

    /** Everything starts anew: what is found from here on is another change. */
    public void forget() {
        sums.cusum().forget();
        regime.anew();
    }

    private double[] checked(long step, ChannelValues values) {
        if (!ring.isEmpty() && step <= ring.newestStep()) {
            throw new IllegalArgumentException("step: expected more than " + ring.newestStep() + ", got " + step);
        }
        checkGroups(values.groupEnergies().length);
        checkGroups(values.groupsAboveFloor().length);
        double[] row = Channels.row(values);
        Channels.check(step, row);
        return row;
    }

    void checkGroups(int got) {
        if (got != groups) {
            throw new IllegalArgumentException("groups: expected " + groups + ", got " + got);
        }
    }

    /** The slot just written. */
    public ChannelSlot slot() {
        return ring.newest();
    }

    /** Where the slot just written belongs, 0 to SLOTS - 1; -1 before the first. */
    public long slotIndex() {
        return ring.isEmpty() ? -1 : (ring.rows() - 1) % SLOTS;
    }

    /** u of the newest steps, newest first, at most 15: what {@link FastChannels#at} wants next. */
    public double[] recentLogEnergies() {
        int count = (int) Math.min(LAG, ring.rows());
        double[] newest = new double[count];
        Arrays.setAll(newest, i -> ring.value(Channels.UPDATE_ENERGY, ring.rows() - 1 - i));
        return newest;
    }

    /** Everything else that the next step needs, at most 3 KiB: format version, groups, counts, sums, open changes. */
    public byte[] head() {
        return DetectorHead.write(groups, ring, this::write);
    }

    /**
     * The detector as it was; every later output is bitwise equal to the undisturbed one.
     *
     * @param slots the stored slot at an index below SLOTS
     * @throws IllegalArgumentException for another format version or number of groups, a head that is cut off, or slots
     *     that are not the head's
     */
    public static ChangeDetector restore(int groups, byte[] head, LongFunction<ChannelSlot> slots) {
        return DetectorHead.read(groups, head, slots);
    }

    private void write(ByteBuffer out) {
        regime.write(out);
        waiting.write(out);
        logged.write(out);
        announced.write(out);
        sums.cusum().write(out);
        stillness.write(out);
        shift.write(out);
    }

    void read(ByteBuffer in) {
        regime.read(in);
        waiting.read(in);
        logged.read(in);
        announced.read(in);
        sums.cusum().read(in);
        stillness.read(in);
        shift.read(in);
    }
}
