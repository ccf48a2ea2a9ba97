/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.detect.Change;
import io.github.koopwatch.koopman.detect.ChangeDetector;
import io.github.koopwatch.koopman.detect.ChannelSlot;
import io.github.koopwatch.koopman.detect.FastChannels;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The engine of one observable of one incarnation. Feed it the accepted snapshots in ascending step; it answers with the
 * windows and changes that each one brings about. All state is in the {@link Slots}: a monitor restored from them gives
 * bitwise the answers that the undisturbed one would have given. Not thread-safe.
 */
public final class ObservableMonitor {
    private static final String LOSS = "loss";
    private static final String RATE = "lr";

    private final ObservableSettings settings;
    private final Slots slots;
    /** By block mean; 1 is always there, for the channels. */
    private final Map<Integer, RowSeries> series = new TreeMap<>();

    private final List<Analysis> analyses = new ArrayList<>();
    private final FastChannels channels;
    private final ChangeDetector detector;
    /** Steps between snapshots, 0 until it is known. */
    private long stride;

    /** Goes on from what the slots hold; from nothing, begins. Throws IllegalStateException for state it cannot read. */
    public ObservableMonitor(ObservableSettings settings, Slots slots) {
        this.settings = settings;
        this.slots = slots;
        this.channels = new FastChannels(settings.groups());
        Head head = Head.read(slots, settings);
        this.stride = head.stride();
        head.rows()
                .forEach((blockMean, rows) -> series.put(
                        blockMean,
                        RowSeries.restore(settings.dimension(), blockMean, settings.capacity(blockMean), rows, slots)));
        for (int i = 0; i < settings.analyses().size(); i++) {
            analyses.add(Analysis.restore(i, settings, head.origins()[i], slots));
        }
        this.detector = head.detector().length == 0
                ? new ChangeDetector(settings.groups().size())
                : ChangeDetector.restore(settings.groups().size(), head.detector(), this::channelSlot);
    }

    /** Snapshots appended so far. */
    public long count() {
        return raw().count();
    }

    /** The stored snapshot of that step while it is in the ring, else null. */
    public float @Nullable [] snapshot(long step) {
        RowRing ring = raw();
        for (long row = ring.count() - 1; row >= ring.oldest() && ring.firstStep(row) >= step; row--) {
            if (ring.firstStep(row) == step) {
                return ring.row(row);
            }
        }
        return null;
    }

    /**
     * Takes the next snapshot.
     *
     * @param step above the step before it, else IllegalArgumentException
     * @param values [dimension], finite
     */
    public Update append(long step, float[] values) {
        RowRing raw = raw();
        long last = raw.count() == 0 ? 0 : raw.firstStep(raw.count() - 1);
        if (raw.count() > 0 && step <= last) {
            throw new IllegalArgumentException("step: expected above " + last + ", got " + step);
        }
        if (raw.count() == 1 && stride == 0) {
            stride = step - last;
        }
        boolean follows = raw.count() > 0 && step - last == stride;
        List<AnalysedWindow> windows = new ArrayList<>();
        for (RowSeries one : series.values()) {
            if (one.append(step, values, follows)) {
                windows.addAll(analyse(one));
            }
        }
        List<Change> changes = observe(step);
        writeHead();
        return new Update(windows, changes);
    }

    /**
     * Takes what the training job logged at a step, before or after the snapshot of that step. Of the names {@code loss} and
     * {@code lr} are read; what is not positive and finite is ignored.
     */
    public Update scalars(long step, Map<String, Double> values) {
        if (!values.containsKey(LOSS) && !values.containsKey(RATE)) {
            return new Update(List.of(), List.of());
        }
        List<Change> changes =
                detector.scalars(step, values.getOrDefault(LOSS, Double.NaN), values.getOrDefault(RATE, Double.NaN));
        writeSlot();
        writeHead();
        return new Update(List.of(), changes);
    }

    /** Takes an announced cause: changes that begin about there are expected. */
    public Update mark(long step, String text) {
        List<Change> changes = detector.mark(step);
        writeHead();
        return new Update(List.of(), changes);
    }

    private List<AnalysedWindow> analyse(RowSeries grown) {
        List<AnalysedWindow> windows = new ArrayList<>();
        for (Analysis analysis : analyses) {
            if (analysis.settings().blockMean() == grown.blockMean()) {
                windows.addAll(analysis.rowAdded(grown.ring(), Math.max(1, stride) * grown.blockMean()));
            }
        }
        return windows;
    }

    private List<Change> observe(long step) {
        RowRing raw = raw();
        int consecutive = RawRows.consecutive(raw, stride);
        if (consecutive < RawRows.NEEDED) {
            return List.of();
        }
        List<Change> changes = new ArrayList<>(detector.settle());
        writeSlot();
        changes.addAll(detector.observe(
                step, channels.at(back -> RawRows.back(raw, consecutive, back), detector.recentLogEnergies())));
        writeSlot();
        return changes;
    }

    private void writeSlot() {
        if (detector.slotIndex() >= 0) {
            slots.write(channelKey(detector.slotIndex()), detector.slot().encode());
        }
    }

    private void writeHead() {
        Map<Integer, Long> rows = new TreeMap<>();
        series.forEach((blockMean, one) -> rows.put(blockMean, one.ring().count()));
        long[] origins = analyses.stream().mapToLong(Analysis::origin).toArray();
        new Head(stride, rows, origins, detector.head()).write(slots);
    }

    private RowRing raw() {
        return Objects.requireNonNull(series.get(1), "the raw series").ring();
    }

    private ChannelSlot channelSlot(long index) {
        byte @Nullable [] stored = slots.read(channelKey(index));
        if (stored == null) {
            throw new IllegalStateException("stored state: expected channel slot " + index + ", got none");
        }
        return ChannelSlot.decode(stored);
    }

    private static Slots.Key channelKey(long index) {
        return new Slots.Key(Slots.Kind.CHANNEL, 0, (int) index);
    }
}
