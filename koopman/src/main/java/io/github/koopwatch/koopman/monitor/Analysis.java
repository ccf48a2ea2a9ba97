/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.monitor;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.detect.FastChannels;
import io.github.koopwatch.koopman.detect.WindowFigures;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.DmdResult;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.ModeTracker;
import io.github.koopwatch.koopman.dmd.SlotState;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.dmd.WindowGauges;
import io.github.koopwatch.koopman.inference.BlockBootstrap;
import io.github.koopwatch.koopman.inference.ErrorBars;
import io.github.koopwatch.koopman.monitor.AnalysedWindow.Reference;
import io.github.koopwatch.koopman.monitor.AnalysedWindow.ReferenceDistance;
import io.github.koopwatch.koopman.window.RowRing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One analysis of an observable: fits the windows that are due, tracks their modes, measures how far they have moved. */
final class Analysis {
    /** Resampled spectra behind a null: their pairs number 120, so its mean is known to about a tenth. */
    private static final int RESAMPLES = 16;

    private final int index;
    private final AnalysisSettings settings;
    private final WindowSchedule schedule;
    private final List<int[]> groups;
    private final Slots slots;
    private final ModeTracker tracker;
    private final RecentSpectra recent;
    /** Windows with a spectrum so far. */
    private long emitted;
    /** Row at which the null was last estimated, -1 before the first time. */
    private long nullRow;

    private double nullW1;
    private @Nullable Eigenvalues early;

    private Analysis(
            int index,
            AnalysisSettings settings,
            WindowSchedule schedule,
            List<int[]> groups,
            Stored stored,
            Slots slots) {
        this.index = index;
        this.groups = groups;
        this.settings = settings;
        this.schedule = schedule;
        this.slots = slots;
        this.emitted = stored.emitted;
        this.nullRow = stored.nullRow;
        this.nullW1 = stored.nullW1;
        this.early = stored.early;
        this.tracker = stored.tracker;
        this.recent = RecentSpectra.restore(index, settings.window(), settings.hop(), emitted, slots);
    }

    private record Stored(
            long emitted,
            long nullRow,
            double nullW1,
            @Nullable Eigenvalues early,
            ModeTracker tracker) {}

    static Analysis restore(int index, ObservableSettings observable, long origin, Slots slots) {
        AnalysisSettings settings = observable.analyses().get(index);
        byte @Nullable [] record = slots.read(key(index));
        Stored stored = record == null ? new Stored(0, -1, Double.NaN, null, new ModeTracker()) : read(record);
        return new Analysis(
                index,
                settings,
                new WindowSchedule(settings, observable.burst() == 0, origin),
                observable.groups(),
                stored,
                slots);
    }

    /**
     * A window that is due; of one with a full spectrum what the detectors look at.
     *
     * @param errors standard errors of its eigenvalues, computed when asked for
     */
    record Fitted(
            int index, AnalysedWindow window, @Nullable WindowFigures figures, Supplier<double[]> errors) {}

    AnalysisSettings settings() {
        return settings;
    }

    long origin() {
        return schedule.origin();
    }

    /** The windows that the newest row of the ring completes. */
    List<Fitted> rowAdded(RowRing ring, long rowStride) {
        schedule.rowAdded(ring, rowStride);
        List<Fitted> windows = new ArrayList<>();
        schedule.partialDue(ring, rowStride)
                .ifPresent(span -> windows.add(new Fitted(index, partial(ring, span), null, () -> new double[0])));
        schedule.due(ring, rowStride).ifPresent(span -> {
            AnalysedWindow window = full(ring, span);
            windows.add(new Fitted(index, window, figures(ring, window), () -> errors(ring, span)));
        });
        return windows;
    }

    private double[] errors(RowRing ring, Span span) {
        return ErrorBars.of(ring, span, settings, RESAMPLES, span.to())
                .map(ErrorBars::standardErrors)
                .orElseGet(() -> new double[0]);
    }

    private @Nullable WindowFigures figures(RowRing ring, AnalysedWindow window) {
        if (!(window.result() instanceof Spectrum spectrum)) {
            return null;
        }
        return new WindowFigures(
                window.firstStep(),
                window.lastStep(),
                settings.window(),
                window.rowStride(),
                spectrum,
                window.gauges().effectiveRank(),
                window.gauges().updateEnergy(),
                FastChannels.roundingOf(ring.row(ring.count() - 1)),
                window.references().stream()
                        .filter(r -> r.reference() == Reference.PREVIOUS)
                        .mapToDouble(ReferenceDistance::w1)
                        .findFirst()
                        .orElse(Double.NaN),
                nullW1);
    }

    private AnalysedWindow partial(RowRing ring, Span span) {
        DmdResult result = Dmd.fit(ring, span, schedule.partialSettings());
        int[] modes = result instanceof Spectrum s ? new ModeTracker().assign(s.eigenvalues()) : new int[0];
        return window(ring, span, result, true, modes, List.of());
    }

    private AnalysedWindow full(RowRing ring, Span span) {
        DmdResult result = Dmd.fit(ring, span, settings);
        if (!(result instanceof Spectrum spectrum)) {
            return window(ring, span, result, false, new int[0], List.of());
        }
        int[] modes = tracker.assign(spectrum.eigenvalues());
        List<ReferenceDistance> references = references(ring, span, spectrum.eigenvalues());
        recent.add(emitted, span.to() - 1, spectrum.eigenvalues());
        emitted++;
        write();
        return window(ring, span, result, false, modes, references);
    }

    private List<ReferenceDistance> references(RowRing ring, Span span, Eigenvalues spectrum) {
        List<ReferenceDistance> references = new ArrayList<>();
        Optional<Eigenvalues> previous = recent.before(span.from());
        if (nullRow < 0 || span.to() - nullRow >= settings.window()) {
            nullW1 = BlockBootstrap.nullW1Mean(ring, span, settings, RESAMPLES, span.to());
            nullRow = span.to();
        }
        previous.ifPresent(
                p -> references.add(new ReferenceDistance(Reference.PREVIOUS, Wasserstein.w1(p, spectrum), nullW1)));
        Eigenvalues first = early;
        if (first == null) {
            early = spectrum;
        } else if (previous.isPresent()) {
            references.add(new ReferenceDistance(Reference.EARLY, Wasserstein.w1(first, spectrum), nullW1));
        }
        return references;
    }

    private AnalysedWindow window(
            RowRing ring,
            Span span,
            DmdResult result,
            boolean partial,
            int[] modes,
            List<ReferenceDistance> references) {
        return new AnalysedWindow(
                settings,
                partial,
                ring.firstStep(span.from()),
                ring.lastStep(span.to() - 1),
                span.rowStride(),
                result,
                modes,
                WindowGauges.of(ring, span, settings.hop(), groups),
                references);
    }

    private void write() {
        Eigenvalues first = early == null ? new Eigenvalues(new double[0], new double[0]) : early;
        SlotState modes = tracker.state();
        int size = 3 * Long.BYTES + StateBytes.size(first) + Integer.BYTES + 2 * Double.BYTES * modes.size();
        ByteBuffer out = StateBytes.begin(Slots.Kind.ANALYSIS, size)
                .putLong(emitted)
                .putLong(nullRow)
                .putDouble(nullW1);
        StateBytes.put(out, first);
        StateBytes.put(out.putInt(modes.size()), modes.re());
        StateBytes.put(out, modes.im());
        slots.write(key(index), out.array());
    }

    private static Stored read(byte[] record) {
        ByteBuffer in = StateBytes.open(Slots.Kind.ANALYSIS, record);
        long emitted = in.getLong();
        long nullRow = in.getLong();
        double nullW1 = in.getDouble();
        Eigenvalues early = StateBytes.eigenvalues(in);
        int modes = in.getInt();
        double[] re = StateBytes.doubles(in, modes);
        ModeTracker tracker = new ModeTracker(new SlotState(re, StateBytes.doubles(in, modes)));
        return new Stored(emitted, nullRow, nullW1, early.size() == 0 ? null : early, tracker);
    }

    private static Slots.Key key(int index) {
        return new Slots.Key(Slots.Kind.ANALYSIS, index, 0);
    }
}
