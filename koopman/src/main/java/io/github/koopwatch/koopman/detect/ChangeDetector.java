/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Finds changes of the dynamics from the fast channels, one step at a time: each channel is standardised against its own
 * detrended past, scaled by its own recent error, and summed up; what stops is found by a rule.
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

    private static final byte VERSION = 1;
    private static final int LARGEST_HEAD = 2048;
    private static final int HEADER = 2 + 4 * Long.BYTES;
    private static final int LAG = 15;

    private final int groups;
    private final Cusum cusum;
    private final Stillness stillness;
    private final SlotRing ring;
    private final RegimeShift shift;
    private long start;
    private long armed = FIRST_ARMED;

    /** A detector that has seen nothing, for 0 to {@link #MOST_GROUPS} parameter groups. */
    public ChangeDetector(int groups) {
        this(groups, new SlotRing());
    }

    private ChangeDetector(int groups, SlotRing ring) {
        if (groups < 0 || groups > MOST_GROUPS) {
            throw new IllegalArgumentException("groups: expected 0 to " + MOST_GROUPS + ", got " + groups);
        }
        this.groups = groups;
        this.ring = ring;
        cusum = new Cusum(Channels.count(groups));
        stillness = new Stillness(groups);
        shift = new RegimeShift(ring);
    }

    /**
     * Judges one more step; steps ascend, and a step that follows a gap is left out. The caller stores {@link #slot()}
     * and {@link #head()} after each call.
     *
     * @return new changes and new versions of earlier ones
     * @throws IllegalArgumentException for a step that does not ascend, other groups, or values that are not finite
     */
    public List<Change> observe(long step, ChannelValues values) {
        check(step, values);
        double[] row = Channels.row(values);
        ring.add(new ChannelSlot(step, row, scores(row)));
        List<Change> changes = new ArrayList<>(shift.progress(step, start, isArmed()));
        List<Change> stops = stillness.see(ring.rows() - 1, step, values);
        changes.addAll(stops);
        if (!stops.isEmpty()) {
            forget();
        } else if (isArmed()) {
            changes.addAll(judge(step));
        }
        return changes;
    }

    private List<Change> judge(long step) {
        for (int channel = 0; channel < Channels.count(groups); channel++) {
            if (Channels.detects(channel)) {
                cusum.add(channel, score(channel), step);
            }
        }
        Cusum.Peak peak = cusum.peak();
        if (peak.sum() <= threshold() || stillness.undecided()) {
            return List.of();
        }
        forget();
        return List.of(shift.fire(step, peak, threshold()));
    }

    /** Score of the newest row over the scale of its recent like. */
    private double score(int channel) {
        long end = ring.rows() - Calibration.LAG;
        long first = start + Standard.REFERENCE + Standard.GAP;
        long from = Math.max(first, end - Calibration.HISTORY - Calibration.BLOCK + 1);
        return ring.newest().z()[channel] / Calibration.scale(ring.scores(channel, from, end));
    }

    /** Scores of a row that comes next; 0 while there is no reference. */
    private double[] scores(double[] row) {
        double[] z = new double[row.length];
        long to = ring.rows() - Standard.GAP;
        long from = to - Standard.REFERENCE;
        for (int channel = 0; from >= start && channel < row.length; channel++) {
            z[channel] = Channels.detects(channel) ? Standard.score(ring.values(channel, from, to), row[channel]) : 0;
        }
        return z;
    }

    private void forget() {
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
            if (Channels.detects(channel) && !Double.isFinite(row[channel])) {
                throw new IllegalArgumentException(
                        Channels.name(channel) + " at step " + step + ": expected a finite value, got " + row[channel]);
            }
        }
    }

    private void checkGroups(int got) {
        if (got != groups) {
            throw new IllegalArgumentException("groups: expected " + groups + ", got " + got);
        }
    }

    /** The slot just written. */
    public ChannelSlot slot() {
        return ring.newest();
    }

    /** Where the slot just written belongs, 0 to SLOTS - 1. */
    public long slotIndex() {
        return (ring.rows() - 1) % SLOTS;
    }

    /** u of the newest steps, newest first, at most 15: what {@link FastChannels#at} wants next. */
    public double[] recentLogEnergies() {
        int count = (int) Math.min(LAG, ring.rows());
        double[] newest = new double[count];
        Arrays.setAll(newest, i -> ring.at(ring.rows() - 1 - i).values()[Channels.UPDATE_ENERGY]);
        return newest;
    }

    /** Everything else that the next step needs, at most 2 KiB: format version, groups, counts, sums, open changes. */
    public byte[] head() {
        ByteBuffer out = ByteBuffer.allocate(LARGEST_HEAD);
        out.put(VERSION).put((byte) groups).putLong(ring.rows());
        out.putLong(ring.isEmpty() ? 0 : ring.newest().step()).putLong(start).putLong(armed);
        cusum.write(out);
        stillness.write(out);
        shift.write(out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * The detector as it was; every later output is bitwise equal to the undisturbed one.
     *
     * @param slots the stored slot at an index below SLOTS
     * @throws IllegalArgumentException for another format version or number of groups, a head that is cut off, or slots
     *     that are not the head's
     */
    public static ChangeDetector restore(int groups, byte[] head, LongFunction<ChannelSlot> slots) {
        Stored.check("detector head", VERSION, HEADER, head);
        ByteBuffer in = ByteBuffer.wrap(head, 1, head.length - 1);
        int stored = in.get();
        long rows = in.getLong();
        ChangeDetector detector = new ChangeDetector(groups, SlotRing.restore(rows, slots));
        detector.checkGroups(stored);
        detector.checkNewest(in.getLong());
        try {
            detector.read(in);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("detector head: expected more than " + head.length + " bytes", e);
        }
        return detector;
    }

    private void read(ByteBuffer in) {
        start = in.getLong();
        armed = in.getLong();
        cusum.read(in);
        stillness.read(in);
        shift.read(in);
    }

    private void checkNewest(long step) {
        if (!ring.isEmpty() && ring.newest().step() != step) {
            throw new IllegalArgumentException("newest slot: expected step " + step + ", got "
                    + ring.newest().step());
        }
    }
}
