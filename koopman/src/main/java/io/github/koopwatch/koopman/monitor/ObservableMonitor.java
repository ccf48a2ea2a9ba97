/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.detect.Change;
import io.github.koopwatch.koopman.window.RowRing;
import java.nio.BufferUnderflowException;
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
    private final ChangeWatch watch;
    /** Steps between snapshots, 0 until it is known. */
    private long stride;

    /** Goes on from what the slots hold; from nothing, begins. Throws IllegalStateException for state it cannot read. */
    public ObservableMonitor(ObservableSettings settings, Slots slots) {
        this.settings = settings;
        this.slots = slots;
        try {
            Head head = Head.read(slots, settings);
            this.stride = head.stride();
            head.rows()
                    .forEach((blockMean, rows) -> series.put(
                            blockMean,
                            RowSeries.restore(
                                    settings.dimension(), blockMean, settings.capacity(blockMean), rows, slots)));
            for (int i = 0; i < settings.analyses().size(); i++) {
                analyses.add(Analysis.restore(i, settings, head.origins()[i], slots));
            }
            this.watch = ChangeWatch.restore(settings, head.detector(), slots);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | ArithmeticException e) {
            throw new IllegalStateException("stored state: expected whole records, got a damaged one (" + e + ")", e);
        }
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
        List<Analysis.Fitted> fitted = new ArrayList<>();
        for (RowSeries one : series.values()) {
            if (one.append(step, values, follows)) {
                fitted.addAll(analyse(one));
            }
        }
        List<Change> changes = watch.append(step, raw, stride, fitted);
        writeHead();
        return new Update(fitted.stream().map(Analysis.Fitted::window).toList(), changes);
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
                watch.scalars(step, values.getOrDefault(LOSS, Double.NaN), values.getOrDefault(RATE, Double.NaN));
        writeHead();
        return new Update(List.of(), changes);
    }

    /** Takes an announced cause: changes that begin about there are expected. */
    public Update mark(long step, String text) {
        List<Change> changes = watch.mark(step);
        writeHead();
        return new Update(List.of(), changes);
    }

    private List<Analysis.Fitted> analyse(RowSeries grown) {
        List<Analysis.Fitted> windows = new ArrayList<>();
        for (Analysis analysis : analyses) {
            if (analysis.settings().blockMean() == grown.blockMean()) {
                windows.addAll(analysis.rowAdded(grown.ring(), Math.max(1, stride) * grown.blockMean()));
            }
        }
        return windows;
    }

    private void writeHead() {
        Map<Integer, Long> rows = new TreeMap<>();
        series.forEach((blockMean, one) -> rows.put(blockMean, one.ring().count()));
        long[] origins = analyses.stream().mapToLong(Analysis::origin).toArray();
        new Head(stride, rows, origins, watch.head()).write(slots);
    }

    private RowRing raw() {
        return Objects.requireNonNull(series.get(1), "the raw series").ring();
    }
}
