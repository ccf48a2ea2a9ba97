/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ChangeEvent;
import io.github.koopwatch.contract.result.ModeFigures;
import io.github.koopwatch.contract.result.MotionFigures;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Documents as the topology writes them. */
public final class Samples {
    public static final long INCARNATION = 1_700_000_000_000L;

    private Samples() {}

    public static RunState live(String run, long lastStep, long lastSnapshot) {
        return run(run, "live", INCARNATION, lastStep, lastSnapshot);
    }

    public static RunState ended(String run, long lastStep, long lastSnapshot) {
        return run(run, "ended", INCARNATION, lastStep, lastSnapshot);
    }

    public static RunState run(
            String run, String state, long incarnation, @Nullable Long lastStep, @Nullable Long lastSnapshot) {
        return new RunState(
                run,
                "g",
                "arm-" + run,
                "Run <b>" + run + "</b>",
                Map.of(),
                false,
                incarnation,
                state,
                lastStep,
                lastSnapshot,
                List.of(new RunState.ObservableState("weights", 40, 300, 100, lastStep)),
                List.of("monitor", "paper"),
                Map.of("loss", 0.5),
                0);
    }

    public static RunState withPresets(RunState s, String... presets) {
        return new RunState(
                s.run(),
                s.group(),
                s.arm(),
                s.displayName(),
                s.labels(),
                s.baseline(),
                s.incarnation(),
                s.state(),
                s.lastStep(),
                s.lastSnapshot(),
                s.observables(),
                List.of(presets),
                s.scalars(),
                s.rejected());
    }

    public static RunState withScalars(RunState s, Map<String, Double> scalars) {
        return new RunState(
                s.run(),
                s.group(),
                s.arm(),
                s.displayName(),
                s.labels(),
                s.baseline(),
                s.incarnation(),
                s.state(),
                s.lastStep(),
                s.lastSnapshot(),
                s.observables(),
                s.presets(),
                scalars,
                s.rejected());
    }

    public static WindowSpectrum window(String run, long firstStep) {
        return window(run, "monitor", INCARNATION, firstStep, false);
    }

    /** Rows [firstStep, firstStep + 99], or 60 rows when partial; two modes 0.9 ± 0.1i in slots 0 and 1. */
    public static WindowSpectrum window(String run, String preset, long incarnation, long firstStep, boolean partial) {
        return new WindowSpectrum(
                run,
                "weights",
                preset,
                incarnation,
                firstStep,
                firstStep + (partial ? 59 : 99),
                partial,
                2,
                List.of(new double[] {0.9, 0.1}, new double[] {0.9, -0.1}),
                new double[] {1e-3, 1e-3},
                new int[] {0, 1},
                Math.hypot(0.9, 0.1),
                0.25,
                3.5,
                1e-4,
                Double.NaN,
                null,
                new ModeFigures(new double[] {0.02, 0.02}, new double[] {0.4, 0.4}, new double[] {7, 7}, new double[] {
                    0.0176, 0.0176
                }),
                new MotionFigures(12, 4, 1.5, -0.01, new double[] {6e-5, 4e-5}, 1.25, 0.125));
    }

    public static SpectrumDistance previous(String run, double w1) {
        return distance("previous", run, null, w1);
    }

    public static SpectrumDistance pair(String run, String other, double w1) {
        return distance("pair", run, other, w1);
    }

    public static SpectrumDistance distance(String reference, String run, @Nullable String other, double w1) {
        return new SpectrumDistance(
                "g",
                run,
                other,
                null,
                null,
                "weights",
                "monitor",
                INCARNATION,
                other == null ? null : INCARNATION,
                reference,
                0,
                99,
                false,
                w1,
                0.04,
                Double.NaN);
    }

    public static SpectrumDistance arms(String arm, String otherArm, double w1, double p) {
        return new SpectrumDistance(
                "g", null, null, arm, otherArm, "weights", "monitor", 0, null, "arm", 0, 99, false, w1, 0.04, p);
    }

    public static ChangeEvent alert(@Nullable String run, String kind, long step, String state) {
        return new ChangeEvent(
                run + "/" + INCARNATION + "/weights/" + kind + "/" + step,
                run,
                "g",
                null,
                "weights",
                "monitor",
                INCARNATION,
                kind,
                "unknown",
                "up",
                step,
                step - 5,
                "energy",
                9.5,
                8,
                "warning",
                state,
                false,
                "The dynamics changed.");
    }
}
