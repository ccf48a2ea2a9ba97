/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;

/**
 * Gives each mode a slot that stays its own over windows: the eigenvalues are assigned at least total distance to where
 * the slots were seen last. A slot without an eigenvalue waits where it was; an eigenvalue without a slot opens one.
 */
public final class ModeTracker {
    /** Modes beyond this many are numbered, not followed. */
    public static final int MOST_SLOTS = 128;

    /** What decides ties, in units of the largest distance: far above its rounding, far below what is seen. */
    private static final double LINE_TIE = 1e-9;

    private static final double PAIR_TIE = 1e-12;

    private SlotState state;

    /** A tracker without slots. */
    public ModeTracker() {
        this(SlotState.empty());
    }

    /** The tracker that was in this state. */
    public ModeTracker(SlotState state) {
        this.state = state;
    }

    /** What has to be kept to go on from here. */
    public SlotState state() {
        return state;
    }

    /** The slot of each eigenvalue, each slot at most once. */
    public int[] assign(Eigenvalues current) {
        int followed = Math.min(current.size(), MOST_SLOTS);
        int[] slots = match(current, followed);
        int next = state.size();
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] < 0) {
                slots[i] = i < followed ? next++ : i;
            }
        }
        state = moved(current, slots, followed, next);
        return slots;
    }

    /** The known slot of each eigenvalue, -1 where there is none. */
    private int[] match(Eigenvalues current, int followed) {
        int[] slots = new int[current.size()];
        Arrays.fill(slots, -1);
        boolean moreSlots = followed <= state.size();
        double[][] cost = moreSlots ? new double[followed][state.size()] : new double[state.size()][followed];
        double largest = largestDistance(current, followed);
        for (int i = 0; i < followed; i++) {
            for (int s = 0; s < state.size(); s++) {
                cost[moreSlots ? i : s][moreSlots ? s : i] = cost(current, i, s, largest);
            }
        }
        int[] assigned = Assignment.solve(cost);
        for (int r = 0; r < assigned.length; r++) {
            slots[moreSlots ? r : assigned[r]] = moreSlots ? assigned[r] : r;
        }
        return slots;
    }

    /**
     * The distance, and so much more that last bits never decide between assignments of equal total distance. On a line
     * those are many, and least squares are taken. Of a pair that comes of two real modes the upper one takes the lower
     * slot.
     */
    private double cost(Eigenvalues current, int i, int slot, double largest) {
        double distance = distance(current, i, slot);
        double bend = largest == 0 ? 0 : LINE_TIE * distance * distance / largest;
        return distance + bend + PAIR_TIE * largest * (current.im()[i] < 0 ? -slot : slot);
    }

    private double largestDistance(Eigenvalues current, int followed) {
        double largest = 0;
        for (int i = 0; i < followed; i++) {
            for (int s = 0; s < state.size(); s++) {
                largest = Math.max(largest, distance(current, i, s));
            }
        }
        return largest;
    }

    private double distance(Eigenvalues current, int i, int slot) {
        return Math.hypot(current.re()[i] - state.re()[slot], current.im()[i] - state.im()[slot]);
    }

    private SlotState moved(Eigenvalues current, int[] slots, int followed, int size) {
        double[] re = Arrays.copyOf(state.re(), size);
        double[] im = Arrays.copyOf(state.im(), size);
        for (int i = 0; i < followed; i++) {
            re[slots[i]] = current.re()[i];
            im[slots[i]] = current.im()[i];
        }
        return new SlotState(re, im);
    }
}
