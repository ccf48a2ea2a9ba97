/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Finds changes from the windows of one analysis: the slow channels with a guaranteed run length between false alarms, and
 * kinds that a spectrum shows by itself.
 */
public final class WindowDetector {
    /** Most windows whose slots are kept. */
    public static final int SLOTS = SlowEpoch.LONGEST;

    private static final byte VERSION = 1;
    private static final int LARGEST_HEAD = 4096;

    private final String preset;
    private final double threshold;
    private final boolean kindsToo;
    private final SlowEpoch epoch = new SlowEpoch();
    private final WindowKinds kinds = new WindowKinds();
    private final EarlyPhase early = new EarlyPhase();
    private final List<WindowFinding> open = new ArrayList<>();
    /** A divergence that another change already tells of. */
    private boolean told;

    /**
     * A detector that has seen nothing.
     *
     * @param threshold mean number of judged windows to a false alarm, at least
     * @param kindsToo whether the kinds are looked for, or the slow channels alone
     */
    public WindowDetector(String preset, double threshold, boolean kindsToo) {
        this.preset = preset;
        this.threshold = threshold;
        this.kindsToo = kindsToo;
    }

    /**
     * Judges one more full window; windows ascend.
     *
     * @param steps the detector of the steps, which knows what was logged and announced
     * @param errors standard errors of the window's eigenvalues, asked for only where they decide
     */
    public List<Change> see(WindowFigures window, ChangeDetector steps, Supplier<double[]> errors) {
        List<Change> changes = new ArrayList<>();
        if (kindsToo) {
            early.see(window).ifPresent(finding -> changes.add(finding.note(preset)));
            if (kinds.take(window, steps.logRate())) {
                changes.addAll(resolve(window.lastStep()));
                changes.addAll(kinds(window, steps, errors));
            }
        }
        if (epoch.take(window, steps.logRate())) {
            changes.addAll(judge(window, steps));
        }
        return changes;
    }

    private List<Change> resolve(long step) {
        List<Change> changes = new ArrayList<>();
        told = told && !kinds.isOver(ChangeKind.INSTABILITY);
        for (Iterator<WindowFinding> i = open.iterator(); i.hasNext(); ) {
            WindowFinding finding = i.next();
            if (kinds.isOver(finding.kind())) {
                changes.add(finding.resolved(preset, step));
                i.remove();
            }
        }
        return changes;
    }

    private List<Change> kinds(WindowFigures window, ChangeDetector steps, Supplier<double[]> errors) {
        List<Change> changes = new ArrayList<>();
        for (WindowFinding finding : kinds.found(window, errors)) {
            boolean growth = finding.kind() == ChangeKind.INSTABILITY;
            if (isOpen(finding.kind()) || growth && (told || !steps.pastStart())) {
                continue;
            }
            Optional<Change> same = growth ? steps.diverges() : Optional.empty();
            if (same.isPresent()) {
                told = true;
                changes.add(same.get());
            } else {
                changes.add(latch(finding, window.rowStride(), steps));
            }
        }
        return changes;
    }

    private List<Change> judge(WindowFigures window, ChangeDetector steps) {
        List<Change> changes = new ArrayList<>();
        open.stream()
                .filter(finding -> finding.kind() == ChangeKind.REGIME_SHIFT)
                .forEach(finding -> changes.add(finding.resolved(preset, window.lastStep())));
        open.removeIf(finding -> finding.kind() == ChangeKind.REGIME_SHIFT);
        if (epoch.bets().mean() >= threshold) {
            changes.add(latch(shift(window), window.rowStride(), steps));
            epoch.restart(window.lastStep());
        }
        return changes;
    }

    private WindowFinding shift(WindowFigures window) {
        SlowChannel channel = SlowChannel.values()[epoch.bets().channel()];
        long onset = epoch.bets().onset(channel.ordinal());
        double[] levels = epoch.levels(channel.ordinal(), onset);
        return new WindowFinding(
                ChangeKind.REGIME_SHIFT,
                levels[1] > levels[0] ? Direction.UP : Direction.DOWN,
                window.lastStep(),
                onset,
                channel.channel(),
                epoch.bets().mean(),
                threshold,
                WindowWording.shifted(channel, levels[0], levels[1], onset),
                Announced.Reason.NOTHING);
    }

    private Change latch(WindowFinding finding, long rowStride, ChangeDetector steps) {
        Announced.Reason reason = steps.announced().of(finding.kind(), finding.onset() - Announced.BEFORE * rowStride);
        WindowFinding latched = finding.announced(reason);
        open.add(latched);
        return latched.firing(preset).with(epoch.excerpt());
    }

    private boolean isOpen(ChangeKind kind) {
        return open.stream().anyMatch(finding -> finding.kind() == kind);
    }

    /** New versions of what fired within the newest {@link Announced#YOUNG} steps of the detector and was announced. */
    public List<Change> announce(ChangeDetector steps) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < open.size(); i++) {
            WindowFinding finding = open.get(i);
            Announced.Reason reason = steps.announced().of(finding.kind(), finding.onset());
            if (finding.reason().isNone() && !reason.isNone() && steps.isYoung(finding.step())) {
                open.set(i, finding.announced(reason));
                changes.add(open.get(i).firing(preset));
            }
        }
        return changes;
    }

    /** Another change was found or announced at a step: what comes later is measured by windows that begin after it. */
    public void restart(long step) {
        epoch.restart(step);
        kinds.restart();
        early.restart(step);
    }

    /** Where the window just taken belongs, 0 to SLOTS - 1; -1 while none is held. */
    public int slotIndex() {
        return epoch.size() - 1;
    }

    /** The window just taken, while one is held. */
    public WindowSlot slot() {
        return epoch.newest().orElseThrow(() -> new IllegalStateException("expected a window, got none"));
    }

    /** All state beside the slots, at most 4 KiB. */
    public byte[] head() {
        ByteBuffer out = ByteBuffer.allocate(LARGEST_HEAD).put(VERSION);
        epoch.write(out);
        kinds.write(out);
        early.write(out);
        out.put((byte) (told ? 1 : 0)).put((byte) open.size());
        open.forEach(finding -> finding.write(out));
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * Goes on from what was stored; every later output is bitwise equal to the undisturbed one. Throws
     * IllegalArgumentException for another format version or a head that is cut off.
     */
    public WindowDetector restored(byte[] head, LongFunction<WindowSlot> slots) {
        Stored.check("window detector", VERSION, 1, head);
        ByteBuffer in = ByteBuffer.wrap(head, 1, head.length - 1);
        WindowDetector detector = new WindowDetector(preset, threshold, kindsToo);
        try {
            detector.read(in, slots);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("window detector: expected more than " + head.length + " bytes", e);
        }
        return detector;
    }

    private void read(ByteBuffer in, LongFunction<WindowSlot> slots) {
        epoch.read(in, slots);
        kinds.read(in);
        early.read(in);
        told = in.get() == 1;
        for (int n = in.get(); n > 0; n--) {
            open.add(WindowFinding.read(in));
        }
    }
}
