/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds parameters that stop. What stops is exactly still, so that a rule does without statistics: two rows at the
 * rounding floor after {@link #REFERENCE} rows clearly above it.
 *
 * <p>A part that rests now and then by chance p a row (experts, dropped layers) meets this rule at p^2 (1-p)^REFERENCE a
 * row. With 100 rows this is at most 0.53 in 10,000 for any p, as rare as the false alarms of the sums; with 20 rows
 * 12 in 10,000. Without known groups a share of the coordinates takes their place. An energy that sinks to the floor by and by is no stop: it is not clearly above the floor before.
 */
final class Stillness {
    /** Rows clearly above the floor before a stop counts. */
    static final int REFERENCE = 100;
    /** Rows at the floor, or above it again, that decide. */
    static final int CONFIRM = 2;
    /** ln(energy / floor) when the raw update is as large as the floor itself. */
    static final double AT_FLOOR = StrictMath.log(2);

    private static final double CLEARLY = StrictMath.log(100);

    private final Part whole = new Part();
    /** The known groups; without any, one for whatever coordinates rest. */
    private final Part[] groups;

    private final boolean known;
    private final Resting resting;
    private final List<Finding> open = new ArrayList<>();

    /** Of the newest row of a ring. */
    Stillness(int groups, SlotRing ring) {
        known = groups > 0;
        resting = new Resting(ring);
        this.groups = new Part[Math.max(1, groups)];
        Arrays.setAll(this.groups, i -> new Part());
    }

    /** What is remembered of a part: rows clearly above the floor, rows moving, rows still; the counts saturate. */
    private static final class Part {
        private int clear;
        private int moving;
        private int still;
        private long since;
        private double level;

        void see(double above, long step) {
            level = above;
            if (above <= AT_FLOOR) {
                rest(step);
            } else {
                move(above > CLEARLY);
            }
        }

        private void rest(long step) {
            since = still == 0 ? step : since;
            still = Math.min(CONFIRM, still + 1);
            moving = 0;
        }

        private void move(boolean clearly) {
            int before = still > 0 ? 0 : clear;
            clear = clearly ? Math.min(REFERENCE, before + 1) : 0;
            moving = Math.min(CONFIRM, moving + 1);
            still = 0;
        }

        boolean stopped(int rows) {
            return still == rows && clear == REFERENCE;
        }

        void write(ByteBuffer out) {
            out.put((byte) clear).put((byte) moving).put((byte) still).putLong(since);
        }

        void read(ByteBuffer in) {
            clear = in.get();
            moving = in.get();
            still = in.get();
            since = in.getLong();
        }
    }

    List<Change> see(long row, long step, ChannelValues values) {
        double[] above = values.groupsAboveFloor();
        for (int i = 0; i < above.length; i++) {
            groups[i].see(above[i], step);
        }
        if (!known) {
            coordinates(values, step);
        }
        // A small group may move below the rounding of a large whole.
        whole.see(Arrays.stream(above).reduce(values.aboveFloor(), Math::max), step);
        List<Change> changes = resolve(step);
        if (stalled().isEmpty()) {
            fire(row, step, values, changes);
        }
        return changes;
    }

    /** Near the floor of the whole, coordinates rest by rounding. */
    private void coordinates(ChannelValues values, long step) {
        if (values.aboveFloor() > CLEARLY) {
            groups[0].see(resting.now(values.resting()) ? AT_FLOOR : Double.POSITIVE_INFINITY, step);
        }
    }

    /** True while one more row must tell a stop from a dip, or a start from a twitch. */
    boolean undecided() {
        return whole.stopped(1)
                || Arrays.stream(groups).anyMatch(part -> part.stopped(1))
                || open.stream().anyMatch(finding -> parts(finding).anyMatch(part -> part.moving == 1));
    }

    /** New versions of what is young and was announced. */
    List<Change> announce(Announcing announcing) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            Finding finding = open.get(i);
            Finding told = announcing.tell(finding);
            if (!told.equals(finding)) {
                open.set(i, told);
                changes.add(told.firing());
            }
        }
        return changes;
    }

    private List<Change> resolve(long step) {
        List<Change> changes = new ArrayList<>();
        for (Iterator<Finding> i = open.iterator(); i.hasNext(); ) {
            Finding finding = i.next();
            if (parts(finding).allMatch(part -> part.moving == CONFIRM)) {
                changes.add(finding.resolved(step));
                i.remove();
            }
        }
        return changes;
    }

    private void fire(long row, long step, ChannelValues values, List<Change> changes) {
        if (whole.stopped(CONFIRM)) {
            changes.add(latch(stop(
                    ChangeKind.STALL,
                    Cause.STOP,
                    row,
                    step,
                    whole.since,
                    Channels.UPDATE_ENERGY,
                    whole.level,
                    AT_FLOOR,
                    0)));
        } else if (whole.still == 0 && newlyStopped() != 0) {
            changes.add(latch(freeze(row, step, values.resting(), newlyStopped())));
        }
    }

    private Finding freeze(long row, long step, double share, int mask) {
        int first = Integer.numberOfTrailingZeros(mask);
        Part part = groups[first];
        int channel = known ? Channels.FIRST_GROUP + first : Channels.RESTING;
        double level = known ? part.level : share;
        double threshold = known ? AT_FLOOR : resting.threshold();
        return stop(ChangeKind.PARTIAL_FREEZE, Cause.FREEZE, row, step, part.since, channel, level, threshold, mask);
    }

    private Change latch(Finding finding) {
        open.add(finding);
        return finding.firing();
    }

    private static Finding stop(
            ChangeKind kind,
            Cause cause,
            long row,
            long step,
            long onset,
            int channel,
            double statistic,
            double threshold,
            int mask) {
        return new Finding(
                kind,
                cause,
                1,
                channel == Channels.RESTING ? Direction.UP : Direction.DOWN,
                row,
                step,
                onset,
                channel,
                statistic,
                threshold,
                0,
                0,
                mask,
                Announced.Reason.NOTHING);
    }

    private int newlyStopped() {
        return IntStream.range(0, groups.length)
                .filter(g -> groups[g].stopped(CONFIRM))
                .filter(g -> open.stream().noneMatch(finding -> finding.concerns(g)))
                .map(g -> 1 << g)
                .sum();
    }

    private List<Finding> stalled() {
        return open.stream().filter(f -> f.kind() == ChangeKind.STALL).toList();
    }

    private Stream<Part> parts(Finding finding) {
        return finding.kind() == ChangeKind.STALL
                ? Stream.of(whole)
                : IntStream.range(0, groups.length).filter(finding::concerns).mapToObj(g -> groups[g]);
    }

    void write(ByteBuffer out) {
        resting.write(out);
        whole.write(out);
        Arrays.stream(groups).forEach(part -> part.write(out));
        out.put((byte) open.size());
        open.forEach(finding -> finding.write(out));
    }

    void read(ByteBuffer in) {
        resting.read(in);
        whole.read(in);
        Arrays.stream(groups).forEach(part -> part.read(in));
        int findings = in.get();
        for (int i = 0; i < findings; i++) {
            open.add(Finding.read(in));
        }
    }
}
