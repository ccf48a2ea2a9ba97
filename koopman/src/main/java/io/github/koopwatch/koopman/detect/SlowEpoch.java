/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The slow channels of one analysis since the last change: windows without common rows, the first few a frozen reference,
 * the next ones a calibration, each later one judged among all since the reference.
 */
final class SlowEpoch {
    /** Windows of the frozen reference. */
    static final int REFERENCE = 8;
    /** Windows before the first is judged: then p can be 1/21, which all three bets gain on. */
    static final int CALIBRATION = 20;
    /** Windows after which the reference is taken anew, so that nothing grows with time. */
    static final int LONGEST = 256;
    /** Windows left out at a run's start: the first steps of training are the least stationary. */
    static final int BURN_IN = 3;

    /** |trend| that one exchangeable calibration in a hundred has; which one does not change what comes after it. */
    private static final double DRIFTS = 2.576;
    /** ln of the factor by which a logged learning rate may move before windows stop being exchangeable. */
    private static final double RATE_MOVES = Announced.JUMP;

    private final List<WindowSlot> windows = new ArrayList<>();
    private final EDetector bets = new EDetector();
    private int toSkip = BURN_IN;
    /** The first step that a window may begin at. */
    private long next = Long.MIN_VALUE;

    private double rate = Double.NaN;

    /** Takes the window if it has no row in common with those before; true when it was judged. */
    boolean take(WindowFigures window, double logRate) {
        if (window.firstStep() < next) {
            return false;
        }
        next = window.lastStep() + 1;
        if (toSkip > 0) {
            toSkip--;
            return false;
        }
        if (Math.abs(logRate - rate) > RATE_MOVES || windows.size() == LONGEST) {
            begin();
        }
        rate = windows.isEmpty() ? logRate : rate;
        return windows.size() < REFERENCE ? learn(window) : judge(window);
    }

    private boolean learn(WindowFigures window) {
        windows.add(slot(
                window,
                SlowChannel.values(window, List.of()),
                Optional.of(window.spectrum().eigenvalues())));
        return false;
    }

    private boolean judge(WindowFigures window) {
        WindowSlot slot = slot(window, SlowChannel.values(window, reference()), Optional.empty());
        boolean calibrated = windows.size() >= REFERENCE + CALIBRATION;
        if (calibrated) {
            for (int c = 0; c < slot.p().length; c++) {
                slot.p()[c] = Conformal.p(scores(c), score(c, slot.values()[c]), Conformal.uniform(slot.lastStep(), c));
            }
            bets.add(slot.p(), slot.firstStep());
        }
        windows.add(slot);
        if (windows.size() == REFERENCE + CALIBRATION && drifts()) {
            begin();
        }
        return calibrated;
    }

    private static WindowSlot slot(WindowFigures window, double[] values, Optional<Eigenvalues> spectrum) {
        double[] p = new double[values.length];
        Arrays.fill(p, Double.NaN);
        return new WindowSlot(window.firstStep(), window.lastStep(), values, p, spectrum);
    }

    /** A calibration that trends is no sample of what comes. */
    private boolean drifts() {
        for (SlowChannel channel : SlowChannel.values()) {
            if (Math.abs(Conformal.trend(values(channel.ordinal()))) > DRIFTS) {
                return true;
            }
        }
        return false;
    }

    private List<Eigenvalues> reference() {
        return windows.stream().flatMap(w -> w.spectrum().stream()).toList();
    }

    /** Of the windows after the reference. */
    private double[] scores(int channel) {
        return windows.stream()
                .skip(REFERENCE)
                .mapToDouble(w -> score(channel, w.values()[channel]))
                .toArray();
    }

    /** How strange a value is beside the reference; a distance already says so. */
    private double score(int channel, double value) {
        return channel == SlowChannel.SPECTRUM_DISTANCE.ordinal() ? value : Math.abs(value - centre(channel));
    }

    private double centre(int channel) {
        double sum = 0;
        for (int i = 0; i < REFERENCE; i++) {
            sum += windows.get(i).values()[channel];
        }
        return sum / REFERENCE;
    }

    private double[] values(int channel) {
        return windows.stream()
                .mapToDouble(w -> w.values()[channel])
                .filter(v -> !Double.isNaN(v))
                .toArray();
    }

    EDetector bets() {
        return bets;
    }

    /** Median of a channel before a step, and from it on. */
    double[] levels(int channel, long onset) {
        return new double[] {level(channel, Long.MIN_VALUE, onset), level(channel, onset, Long.MAX_VALUE)};
    }

    private double level(int channel, long from, long to) {
        double[] values = windows.stream()
                .filter(w -> w.firstStep() >= from && w.firstStep() < to)
                .mapToDouble(w -> w.values()[channel])
                .filter(v -> !Double.isNaN(v))
                .toArray();
        return values.length == 0 ? Double.NaN : Median.of(values);
    }

    Excerpt excerpt() {
        List<WindowSlot> shown = windows.subList(Math.max(0, windows.size() - Excerpt.LONGEST), windows.size());
        SlowChannel[] channels = SlowChannel.values();
        double[][] values = new double[channels.length][];
        double[][] p = new double[channels.length][];
        for (int c = 0; c < channels.length; c++) {
            int channel = c;
            values[c] = shown.stream().mapToDouble(w -> w.values()[channel]).toArray();
            p[c] = shown.stream().mapToDouble(w -> w.p()[channel]).toArray();
        }
        return new Excerpt(
                shown.stream().mapToLong(WindowSlot::lastStep).toArray(),
                Arrays.stream(channels).map(SlowChannel::channel).toList(),
                values,
                p);
    }

    /** Takes a new reference from windows that begin after the step. */
    void restart(long step) {
        next = Math.max(next, step + 1);
        begin();
    }

    private void begin() {
        windows.clear();
        bets.forget();
        rate = Double.NaN;
    }

    /** The window just taken; empty when none is held. */
    Optional<WindowSlot> newest() {
        return windows.isEmpty() ? Optional.empty() : Optional.of(windows.get(windows.size() - 1));
    }

    int size() {
        return windows.size();
    }

    void write(ByteBuffer out) {
        out.putInt(windows.size()).putInt(toSkip).putLong(next).putDouble(rate);
        bets.write(out);
    }

    void read(ByteBuffer in, LongFunction<WindowSlot> stored) {
        int size = in.getInt();
        for (int i = 0; i < size; i++) {
            windows.add(stored.apply(i));
        }
        toSkip = in.getInt();
        next = in.getLong();
        rate = in.getDouble();
        bets.read(in);
    }
}
