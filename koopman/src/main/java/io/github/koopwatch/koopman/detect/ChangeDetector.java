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

    // Calibrated on 480,000 undisturbed steps of real training, 0.5 false alarms in 10,000; not derived.
    private static final double THRESHOLD = 25.5;
    private static final double THRESHOLD_WITH_GROUPS = 30;
    /** Row 310 of the snapshots: the first two have no coherence. */
    private static final int FIRST_ARMED = 308;
    /** Rows without alarms after one, all forgotten: a reference, its gap, and 60 scores to calibrate with. */
    private static final int ARMED_AGAIN = 290;

    private static final int LAG = 15;

    private final int groups;
    private final Cusum cusum;
    private final Stillness stillness;
    private final SlotRing ring;
    private final Scoring scoring;
    private final RegimeShift shift;
    private final Logged logged = new Logged();
    private final Announced announced = new Announced();
    private final Announcing announcing;
    private final Waiting waiting = new Waiting();
    private long start;
    private long armed = FIRST_ARMED;

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
        cusum = new Cusum(Channels.detecting(groups));
        stillness = new Stillness(groups, ring);
        scoring = new Scoring(ring);
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
        check(step, values);
        List<Change> changes = new ArrayList<>(settle());
        double[] row = Channels.row(values);
        ring.add(new ChannelSlot(step, row, new double[row.length]));
        changes.addAll(shift.progress(step, start, isArmed()));
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
        return isArmed() ? judge() : List.of();
    }

    /**
     * What the training job logged at a step, before or after its snapshot; NaN for what it did not.
     *
     * @return as {@link #observe}
     */
    public List<Change> scalars(long step, double loss, double rate) {
        List<Change> changes = new ArrayList<>();
        boolean waits = waiting.is();
        long newest = ring.isEmpty() ? Long.MIN_VALUE : ring.newest().step();
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
        double[] row = newest.values().clone();
        row[Channels.LOSS] = logged.reach(newest.step());
        row[Channels.RATE] = logged.rate();
        ring.replaceNewest(new ChannelSlot(newest.step(), row, newest.z())); // scores look at the newest rate
        ring.replaceNewest(new ChannelSlot(newest.step(), row, scoring.standardised(start)));
    }

    /**
     * Near the rounding floor directions are those of rounding, and no learning rate scales the energies: they are not
     * judged then. Without a logged rate energies are, since what falls there at once has changed.
     */
    private List<Change> judge() {
        ChannelSlot newest = ring.newest();
        boolean explained = !Double.isNaN(newest.values()[Channels.RATE]);
        for (int channel : Channels.detecting(groups)) {
            boolean sizeCounts = Channels.isEnergy(channel) && channel != Channels.INNOVATION && !explained;
            if (sizeCounts || !waiting.nearFloor(channel)) {
                cusum.add(channel, scoring.calibrated(channel, start), newest.step());
            }
        }
        Cusum.Peak peak = cusum.peak();
        if (peak.sum() <= threshold() || stillness.undecided()) {
            return List.of();
        }
        forget();
        return List.of(shift.fire(peak, threshold(), announcing));
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
        return start;
    }

    /** Whether the first steps, the least stationary, are over. */
    boolean pastStart() {
        return ring.rows() > FIRST_ARMED;
    }

    /** Whether a step is among the newest in which an announcement still counts. */
    boolean isYoung(long step) {
        return ring.isEmpty() || step >= ring.stepBefore(ring.newest().step(), Announced.YOUNG);
    }

    /** Everything starts anew: what is found from here on is another change. */
    public void forget() {
        cusum.forget();
        start = ring.rows();
        armed = start + ARMED_AGAIN;
    }

    private boolean isArmed() {
        return ring.rows() > armed;
    }

    private double threshold() {
        return groups == 0 ? THRESHOLD : THRESHOLD_WITH_GROUPS;
    }

    private void check(long step, ChannelValues values) {
        if (!ring.isEmpty() && step <= ring.newest().step()) {
            throw new IllegalArgumentException(
                    "step: expected more than " + ring.newest().step() + ", got " + step);
        }
        checkGroups(values.groupEnergies().length);
        checkGroups(values.groupsAboveFloor().length);
        double[] row = Channels.row(values);
        for (int channel = 0; channel < row.length; channel++) {
            if (Channels.detects(channel) && channel != Channels.LOSS && !Double.isFinite(row[channel])) {
                throw new IllegalArgumentException(
                        Channels.name(channel) + " at step " + step + ": expected a finite value, got " + row[channel]);
            }
        }
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
        Arrays.setAll(newest, i -> ring.at(ring.rows() - 1 - i).values()[Channels.UPDATE_ENERGY]);
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
        out.putLong(start).putLong(armed);
        waiting.write(out);
        logged.write(out);
        announced.write(out);
        cusum.write(out);
        stillness.write(out);
        shift.write(out);
    }

    void read(ByteBuffer in) {
        start = in.getLong();
        armed = in.getLong();
        waiting.read(in);
        logged.read(in);
        announced.read(in);
        cusum.read(in);
        stillness.read(in);
        shift.read(in);
    }
}
