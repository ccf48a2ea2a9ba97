/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.detect.Change;
import io.github.koopwatch.koopman.detect.ChangeDetector;
import io.github.koopwatch.koopman.detect.ChangeKind;
import io.github.koopwatch.koopman.detect.ChannelSlot;
import io.github.koopwatch.koopman.detect.FastChannels;
import io.github.koopwatch.koopman.detect.WindowDetector;
import io.github.koopwatch.koopman.detect.WindowSlot;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All detectors of an observable. They share one life cycle: what one of them finds the others do not find again, and all
 * start anew in the new regime.
 */
final class ChangeWatch {
    /** Snapshots to a false alarm of all slow channels together in the mean, at least: 0.1 in 10,000. */
    static final double RUN_LENGTH = 100_000;

    /** Kinds after which another regime holds; from convergence on it is that of rounding. */
    private static final Set<ChangeKind> REGIMES =
            EnumSet.of(ChangeKind.REGIME_SHIFT, ChangeKind.INSTABILITY, ChangeKind.CONVERGED);

    private final Slots slots;
    private final FastChannels channels;
    private final ChangeDetector steps;
    private final List<WindowDetector> windows = new ArrayList<>();

    private ChangeWatch(ObservableSettings settings, ChangeDetector steps, Slots slots) {
        this.slots = slots;
        this.steps = steps;
        this.channels = new FastChannels(settings.groups());
        int kinds = analysisOfKinds(settings.analyses());
        for (int i = 0; i < settings.analyses().size(); i++) {
            windows.add(restored(i, settings.analyses(), i == kinds));
        }
    }

    static ChangeWatch restore(ObservableSettings settings, byte[] head, Slots slots) {
        int groups = settings.groups().size();
        ChangeDetector steps = head.length == 0
                ? new ChangeDetector(groups)
                : ChangeDetector.restore(groups, head, index -> channelSlot(slots, index));
        return new ChangeWatch(settings, steps, slots);
    }

    /** Kinds are read off the first affine analysis: without centring the mean carries all the energy. */
    private static int analysisOfKinds(List<AnalysisSettings> analyses) {
        for (int i = 0; i < analyses.size(); i++) {
            if (analyses.get(i).centre() == Centre.AFFINE) {
                return i;
            }
        }
        return -1;
    }

    /** Each analysis has an equal share of the false alarms, whatever its windows. */
    private WindowDetector restored(int index, List<AnalysisSettings> analyses, boolean kinds) {
        AnalysisSettings settings = analyses.get(index);
        double snapshots = (double) settings.window() * settings.blockMean();
        double threshold = RUN_LENGTH * analyses.size() / snapshots;
        WindowDetector fresh = new WindowDetector(settings.preset(), threshold, kinds);
        byte @Nullable [] head = slots.read(key(index));
        return head == null
                ? fresh
                : fresh.restored(StateBytes.body(Slots.Kind.EPOCH, head), i -> windowSlot(index, i));
    }

    /** Judges the newest row and the windows that it completes. */
    List<Change> append(long step, RowRing raw, long stride, List<Analysis.Fitted> fitted) {
        List<Change> changes = new ArrayList<>(observe(step, raw, stride));
        for (Analysis.Fitted one : fitted) {
            if (one.figures() == null) {
                continue;
            }
            List<Change> found = windows.get(one.index()).see(one.figures(), steps, one.errors());
            if (found.stream().anyMatch(change -> isNew(change, step))) {
                steps.forget();
                restart(step);
            }
            changes.addAll(found);
            write(one.index());
        }
        return changes;
    }

    private List<Change> observe(long step, RowRing raw, long stride) {
        int consecutive = RawRows.consecutive(raw, stride);
        if (consecutive < RawRows.NEEDED) {
            return List.of();
        }
        long regime = steps.regime();
        List<Change> changes = new ArrayList<>(steps.settle());
        writeSlot();
        changes.addAll(steps.observe(
                step, channels.at(back -> RawRows.back(raw, consecutive, back), steps.recentLogEnergies())));
        writeSlot();
        if (steps.regime() != regime) {
            restart(step);
        }
        return changes;
    }

    List<Change> scalars(long step, double loss, double rate) {
        long regime = steps.regime();
        List<Change> changes = new ArrayList<>(steps.scalars(step, loss, rate));
        writeSlot();
        if (steps.regime() != regime) {
            restart(steps.slot().step());
        }
        changes.addAll(announce());
        return changes;
    }

    List<Change> mark(long step) {
        List<Change> changes = new ArrayList<>(steps.mark(step));
        changes.addAll(announce());
        restart(step);
        return changes;
    }

    private List<Change> announce() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            List<Change> told = windows.get(i).announce(steps);
            changes.addAll(told);
            if (!told.isEmpty()) {
                write(i);
            }
        }
        return changes;
    }

    /** What was just found is known: no other detector is to find it again. */
    private void restart(long step) {
        windows.forEach(one -> one.restart(step));
        writeWindows();
    }

    /** A change of regime that windows found; notes and later versions leave the other detectors as they are. */
    private static boolean isNew(Change change, long step) {
        return change.state() == Change.State.FIRING && change.step() == step && REGIMES.contains(change.kind());
    }

    byte[] head() {
        return steps.head();
    }

    private void writeSlot() {
        if (steps.slotIndex() >= 0) {
            slots.write(channelKey(steps.slotIndex()), steps.slot().encode());
        }
    }

    private void writeWindows() {
        for (int i = 0; i < windows.size(); i++) {
            write(i);
        }
    }

    private void write(int index) {
        WindowDetector detector = windows.get(index);
        if (detector.slotIndex() >= 0) {
            slots.write(
                    new Slots.Key(Slots.Kind.WINDOW, index, detector.slotIndex()),
                    detector.slot().encode());
        }
        byte[] head = detector.head();
        slots.write(
                key(index),
                StateBytes.begin(Slots.Kind.EPOCH, head.length).put(head).array());
    }

    private WindowSlot windowSlot(int index, long slot) {
        return WindowSlot.decode(needed(slots, new Slots.Key(Slots.Kind.WINDOW, index, (int) slot)));
    }

    private static ChannelSlot channelSlot(Slots slots, long index) {
        return ChannelSlot.decode(needed(slots, channelKey(index)));
    }

    private static byte[] needed(Slots slots, Slots.Key key) {
        byte @Nullable [] stored = slots.read(key);
        if (stored == null) {
            throw new IllegalStateException("stored state: expected " + key + ", got none");
        }
        return stored;
    }

    private static Slots.Key key(int index) {
        return new Slots.Key(Slots.Kind.EPOCH, index, 0);
    }

    private static Slots.Key channelKey(long index) {
        return new Slots.Key(Slots.Kind.CHANNEL, 0, (int) index);
    }
}
