/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

import io.github.koopwatch.koopman.dmd.Spectrum;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Kinds of change that the newest few windows show by themselves: growing, turning and settled modes. Windows a quarter of a
 * window apart are looked at; a kind must show in {@link #SAMPLES} of them one after another.
 */
final class WindowKinds {
    /** Windows that must agree: three rises, over three quarters of a window. */
    static final int SAMPLES = 4;
    /** Standard errors that |λ| must lie beyond 1. */
    private static final double ERRORS = 3;
    /** ln of the factor by which the movement must rise meanwhile. */
    private static final double RISE = StrictMath.log(2);
    /** ln of the movement over rounding below which a run has converged: steps a hundred times as long as rounding. */
    private static final double SETTLED = StrictMath.log(1e4);

    private final List<WindowSample> samples = new ArrayList<>();

    /** A rule that holds. */
    private record Sign(ChangeKind kind, Direction direction, double statistic, double threshold, String words) {}

    /** Takes a window if it is far enough from the last one taken. */
    boolean take(WindowFigures window, double logRate) {
        long apart = Math.max(1, window.rows() / 4) * window.rowStride();
        if (!samples.isEmpty() && window.lastStep() < newest().lastStep() + apart) {
            return false;
        }
        Spectrum spectrum = window.spectrum();
        double movement = StrictMath.log(window.updateEnergy()) - 2 * (Double.isNaN(logRate) ? 0 : logRate);
        int growing = ModeRules.growing(spectrum);
        int turning = ModeRules.turning(spectrum, window.rows());
        double above = StrictMath.log(window.updateEnergy() / window.floor());
        samples.add(new WindowSample(
                window.firstStep(),
                window.lastStep(),
                movement,
                growing < 0 ? Double.NaN : movement + StrictMath.log(spectrum.energies()[growing]),
                turning < 0 ? 0 : ModeRules.angle(spectrum.eigenvalues(), turning),
                above <= SETTLED && ModeRules.gathered(spectrum)));
        if (samples.size() > SAMPLES) {
            samples.remove(0);
        }
        return true;
    }

    /** The kinds that hold now; errors of the newest window's eigenvalues are asked for when they decide. */
    List<WindowFinding> found(WindowFigures window, Supplier<double[]> errors) {
        List<WindowFinding> found = new ArrayList<>();
        if (samples.size() == SAMPLES) {
            grows(window.spectrum(), errors).ifPresent(sign -> found.add(finding(sign)));
            turns(window).ifPresent(sign -> found.add(finding(sign)));
            settled(window).ifPresent(sign -> found.add(finding(sign)));
        }
        return found;
    }

    /** Whether what an open kind rests on is gone in the newest two samples; one may err. */
    boolean isOver(ChangeKind kind) {
        if (samples.size() < 2) {
            return false;
        }
        WindowSample last = newest();
        WindowSample before = samples.get(samples.size() - 2);
        return switch (kind) {
            case INSTABILITY -> !(last.movement() > before.movement());
            case OSCILLATION -> last.turning() == 0 && before.turning() == 0;
            case CONVERGED -> !last.settled() && !before.settled();
            default -> false;
        };
    }

    private Optional<Sign> grows(Spectrum spectrum, Supplier<double[]> errors) {
        double rise = newest().movement() - samples.get(0).movement();
        boolean rises = rise >= RISE
                && WindowSample.rises(column(WindowSample::movement))
                && WindowSample.rises(column(WindowSample::growing));
        int mode = rises ? ModeRules.growing(spectrum) : -1;
        if (mode < 0) {
            return Optional.empty();
        }
        double modulus = spectrum.eigenvalues().modulus(mode);
        double error = errors.get()[mode];
        double least = 1 + ERRORS * error;
        return modulus > least
                ? Optional.of(new Sign(
                        ChangeKind.INSTABILITY,
                        Direction.UP,
                        modulus,
                        least,
                        WindowWording.grows(modulus, error, rise, newest().lastStep())))
                : Optional.empty();
    }

    private Optional<Sign> turns(WindowFigures window) {
        int mode = ModeRules.turning(window.spectrum(), window.rows());
        boolean lasts = samples.stream().allMatch(s -> s.turning() != 0)
                && samples.stream().map(s -> s.turning() < 0).distinct().count() == 1;
        if (!lasts || mode < 0) {
            return Optional.empty();
        }
        double share = window.spectrum().energies()[mode];
        return Optional.of(new Sign(
                ChangeKind.OSCILLATION,
                Direction.UP,
                share,
                ModeRules.CARRIES,
                WindowWording.turns(window.spectrum().eigenvalues(), mode, share, window.rowStride())));
    }

    private Optional<Sign> settled(WindowFigures window) {
        double above = StrictMath.log(window.updateEnergy() / window.floor());
        return samples.stream().allMatch(WindowSample::settled)
                ? Optional.of(new Sign(
                        ChangeKind.CONVERGED,
                        Direction.DOWN,
                        above,
                        SETTLED,
                        WindowWording.settled(above, newest().lastStep())))
                : Optional.empty();
    }

    private WindowFinding finding(Sign sign) {
        String channel = sign.kind() == ChangeKind.CONVERGED ? "update_energy" : "spectrum";
        return new WindowFinding(
                sign.kind(),
                sign.direction(),
                newest().lastStep(),
                samples.get(0).lastStep(),
                channel,
                sign.statistic(),
                sign.threshold(),
                sign.words(),
                Announced.Reason.NOTHING);
    }

    private double[] column(ToDoubleFunction<WindowSample> figure) {
        return samples.stream().mapToDouble(figure).toArray();
    }

    private WindowSample newest() {
        return samples.get(samples.size() - 1);
    }

    /** Samples of another regime say nothing of this one. */
    void restart() {
        samples.clear();
    }

    void write(ByteBuffer out) {
        out.put((byte) samples.size());
        samples.forEach(sample -> sample.write(out));
    }

    void read(ByteBuffer in) {
        for (int n = in.get(); n > 0; n--) {
            samples.add(WindowSample.read(in));
        }
    }
}
