/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The transition of the first windows (Redman et al. 2024, Fig. 4): consecutive windows without common rows are far apart, and
 * then as near as sampling noise lets them be. Said once in a run's life, or not at all.
 */
final class EarlyPhase {
    /** Distance over its null that is far, and that is near again: without a transition it is 0.5 to 1.4 (tried.md). */
    private static final double FAR = 2;

    private static final double NEAR = 1.25;
    /** Windows that belong to the early phase. */
    private static final int WINDOWS = 20;

    private int seen;
    /** Largest distance that was far; NaN where the next window is only what the one after it is compared with. */
    private double farthest;

    private long next = Long.MIN_VALUE;

    Optional<WindowFinding> see(WindowFigures window) {
        if (seen >= WINDOWS || window.firstStep() < next) {
            return Optional.empty();
        }
        next = window.lastStep() + 1;
        seen++;
        if (Double.isNaN(farthest)) {
            farthest = 0;
            return Optional.empty();
        }
        if (!(window.nullW1() > 0) || Double.isNaN(window.previousW1())) {
            return Optional.empty();
        }
        double ratio = window.previousW1() / window.nullW1();
        if (ratio <= NEAR && window.previousW1() <= farthest / 2) {
            seen = WINDOWS;
            return Optional.of(finding(window));
        }
        farthest = ratio >= FAR ? Math.max(farthest, window.previousW1()) : farthest;
        return Optional.empty();
    }

    /** Another change was found or announced at a step: a distance across it is that change's. */
    void restart(long step) {
        next = Math.max(next, step + 1);
        farthest = Double.NaN;
    }

    private WindowFinding finding(WindowFigures window) {
        return new WindowFinding(
                ChangeKind.EARLY_PHASE,
                Direction.DOWN,
                window.lastStep(),
                window.firstStep(),
                SlowChannel.SPECTRUM_DISTANCE.channel(),
                window.previousW1(),
                NEAR * window.nullW1(),
                WindowWording.early(farthest, window.previousW1(), window.nullW1(), window.firstStep()),
                Announced.Reason.NOTHING);
    }

    void write(ByteBuffer out) {
        out.put((byte) seen).putDouble(farthest).putLong(next);
    }

    void read(ByteBuffer in) {
        seen = in.get();
        farthest = in.getDouble();
        next = in.getLong();
    }
}
