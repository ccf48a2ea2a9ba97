/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.page;

import io.github.koopwatch.contract.result.ArmTest;
import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.Evidence;
import io.github.koopwatch.contract.result.ModeFigures;
import io.github.koopwatch.contract.result.MotionFigures;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.RunState.ObservableState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Runs as they look in practice: spectra that cluster near 1 and scatter from window to window. Seeded. */
final class FakeRuns {
    static final int WINDOW = 100;
    static final int HOP = 10;
    static final long INCARNATION = 1_790_000_000_000L;

    /** Modulus and angle of the modes; each with an angle stands for a conjugate pair. */
    private static final double[][] MODES = {
        {0.997, 0}, {0.985, 0.04}, {0.96, 0.12}, {0.93, 0}, {0.91, 0.3}, {0.86, 0.7}
    };

    private FakeRuns() {}

    /** A run with so many rows; rows below a window have no spectrum yet. */
    static RunState run(String name, String arm, String state, long rows) {
        return new RunState(
                name,
                "sweep-7",
                arm,
                name.replace('-', ' '),
                Map.of("arm_name", arm),
                name.endsWith("0"),
                INCARNATION,
                state,
                rows == 0 ? null : rows - 1,
                rows == 0 ? null : INCARNATION + 500 * rows,
                List.of(new ObservableState("weights", 1024, rows, WINDOW, rows == 0 ? null : rows - 1)),
                List.of("monitor"),
                Map.of("loss", 2.3 * Math.exp(-rows / 700.0), "lr", 1e-3),
                0);
    }

    /** The same run, long silent. */
    static RunState silent(RunState r, Duration stale) {
        return new RunState(
                r.run(),
                r.group(),
                r.arm(),
                r.displayName(),
                r.labels(),
                r.baseline(),
                r.incarnation(),
                "live",
                r.lastStep(),
                r.incarnation() - stale.toMillis(),
                r.observables(),
                r.presets(),
                r.scalars(),
                r.rejected());
    }

    /** The same run under another display name. */
    static RunState named(RunState r, String displayName) {
        return new RunState(
                r.run(),
                r.group(),
                r.arm(),
                displayName,
                r.labels(),
                r.baseline(),
                r.incarnation(),
                r.state(),
                r.lastStep(),
                r.lastSnapshot(),
                r.observables(),
                r.presets(),
                r.scalars(),
                r.rejected());
    }

    /** The first so many windows of a run; from window {@code change} on its oscillating modes grow. */
    static List<WindowSpectrum> windows(String run, int count, int change) {
        Random random = new Random(run.hashCode());
        return IntStream.range(0, count)
                .mapToObj(i -> spectrum(run, i, eigenvalues(random, Math.max(0, i - change), i)))
                .toList();
    }

    private static List<double[]> eigenvalues(Random random, int since, int index) {
        List<double[]> values = new ArrayList<>();
        for (double[] mode : MODES) {
            double push = mode[1] > 0 ? Math.min(0.09, 0.012 * since) : 0;
            double size = mode[0] + push - 0.02 * Math.exp(-index / 25.0) + 0.006 * random.nextGaussian();
            double angle = mode[1] == 0 ? 0 : mode[1] * (1 + 0.06 * random.nextGaussian());
            values.add(new double[] {size * Math.cos(angle), size * Math.sin(angle)});
            if (mode[1] > 0) {
                values.add(new double[] {size * Math.cos(angle), -size * Math.sin(angle)});
            }
        }
        return values;
    }

    /** Window number i of a run with these eigenvalues. */
    static WindowSpectrum spectrum(String run, int i, List<double[]> eigenvalues) {
        double radius =
                eigenvalues.stream().mapToDouble(FakeRuns::modulus).max().orElse(Double.NaN);
        return window(run, i, eigenvalues, radius, null);
    }

    /** Window number i of a run, without a spectrum for a reason. */
    static WindowSpectrum degenerate(String run, int i, String reason) {
        return window(run, i, List.of(), Double.NaN, reason);
    }

    private static WindowSpectrum window(
            String run, int i, List<double[]> eigenvalues, double radius, @Nullable String degenerate) {
        int rank = eigenvalues.size();
        double noise = new Random((31L * run.hashCode() + i) * 0x9E3779B97F4A7C15L).nextDouble();
        return new WindowSpectrum(
                run,
                "weights",
                "monitor",
                INCARNATION,
                (long) HOP * i,
                (long) HOP * i + WINDOW - 1,
                false,
                rank,
                eigenvalues,
                IntStream.range(0, rank).mapToDouble(k -> 0.002 * (k + 1)).toArray(),
                IntStream.range(0, rank).toArray(),
                radius,
                degenerate == null ? 0.11 + 0.04 * noise : Double.NaN,
                degenerate == null ? 5.5 + noise - 2 * Math.exp(-i / 20.0) : Double.NaN,
                3e-4 * (1 + noise),
                0.2 + 0.1 * noise,
                degenerate,
                ModeFigures.none(),
                new MotionFigures(
                        20,
                        6,
                        1 + noise,
                        -0.02 + 0.01 * noise,
                        new double[] {2e-4 * (1 + noise), 1e-4, 5e-5 * (2 - noise)},
                        1.2 + 0.2 * noise,
                        0.1 * noise));
    }

    /** An alarm of a group, which names no run. */
    static ChangeEvent groupAlarm(String group, String kind, long step, String message) {
        return new ChangeEvent(
                group + "/" + kind + "/" + step,
                null,
                group,
                null,
                "weights",
                "monitor",
                0,
                kind,
                "unknown",
                null,
                step,
                step,
                null,
                0.2,
                0.1,
                "warning",
                "firing",
                false,
                message);
    }

    /** The same event, resting on two channels over the 40 steps about it. */
    static ChangeEvent withEvidence(ChangeEvent e) {
        List<Long> steps =
                LongStream.range(e.step() - 30, e.step() + 10).boxed().toList();
        double[] energy =
                steps.stream().mapToDouble(t -> t < e.onsetStep() ? -9 : -7).toArray();
        double[] coherence = steps.stream().mapToDouble(t -> Math.sin(t)).toArray();
        double[] scores =
                steps.stream().mapToDouble(t -> t < e.onsetStep() ? 0 : 8).toArray();
        return e.withEvidence(new Evidence(
                new Evidence.Channels(
                        steps,
                        List.of("update_energy", "coherence"),
                        List.of(energy, coherence),
                        List.of(scores, coherence)),
                Map.of("loss", 0.25)));
    }

    /** The distance of two runs of the group at window number i. */
    static SpectrumDistance pair(String run, String other, int i, double w1) {
        return distance(run, other, null, null, "pair", i, w1, Double.NaN, null);
    }

    /** That of two arms, called different at window number {@code since}, or undecided where it is negative. */
    static SpectrumDistance arms(String arm, String other, int i, double w1, int since) {
        boolean different = since >= 0 && i >= since;
        ArmTest test = new ArmTest(
                different ? "different" : "undecided",
                0.025,
                different ? (long) HOP * since + WINDOW - 1 : null,
                different ? (long) HOP * since : null,
                1,
                1,
                1599L,
                4,
                4,
                4,
                0.03,
                Double.NaN,
                arm + " and " + other + (different ? " are different." : " are undecided."));
        return distance(null, null, arm, other, "arm", i, w1, 0.04, test);
    }

    private static SpectrumDistance distance(
            @Nullable String run,
            @Nullable String other,
            @Nullable String arm,
            @Nullable String otherArm,
            String reference,
            int i,
            double w1,
            double nullMean,
            @Nullable ArmTest test) {
        return new SpectrumDistance(
                "sweep-7",
                run,
                other,
                arm,
                otherArm,
                "weights",
                "monitor",
                INCARNATION,
                INCARNATION,
                reference,
                (long) HOP * i,
                (long) HOP * i + WINDOW - 1,
                false,
                w1,
                nullMean,
                test == null ? Double.NaN : 0.02,
                test);
    }

    private static double modulus(double[] z) {
        return Math.hypot(z[0], z[1]);
    }

    /** An alert or note of a run. */
    static ChangeEvent event(String run, String kind, String severity, long step, String state, String message) {
        return new ChangeEvent(
                run + "/" + INCARNATION + "/weights/" + kind + "/" + step,
                run,
                "sweep-7",
                null,
                "weights",
                null,
                INCARNATION,
                kind,
                kind.equals("RegimeShift") ? "step_size_up" : "unknown",
                "up",
                step,
                step - 14,
                "update energy",
                11.3,
                8.0,
                severity,
                state,
                false,
                message);
    }
}
