/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.readmodel;

import io.github.koopwatch.contract.result.ArmTest;
import io.github.koopwatch.contract.result.ModeFigures;
import io.github.koopwatch.contract.result.MotionFigures;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.SpectrumDistance;
import io.github.koopwatch.contract.result.WindowSpectrum;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Documents of runs that train side by side in group g. */
public final class GroupSamples {
    private GroupSamples() {}

    public static RunState state(String run, String arm, long incarnation, boolean baseline) {
        return new RunState(
                run,
                "g",
                arm,
                null,
                Map.of(),
                baseline,
                incarnation,
                "live",
                199L,
                MovedClock.START,
                List.of(new RunState.ObservableState("weights", 8, 200, 100, 199L)),
                List.of("monitor"),
                Map.of(),
                0);
    }

    /** One hundred steps; two eigenvalues about a place. */
    public static WindowSpectrum window(String run, long incarnation, long firstStep, double place) {
        double nan = Double.NaN;
        return new WindowSpectrum(
                run,
                "weights",
                "monitor",
                incarnation,
                firstStep,
                firstStep + 99,
                false,
                2,
                List.of(new double[] {place, 0.1}, new double[] {place, -0.1}),
                new double[2],
                new int[] {0, 1},
                place,
                nan,
                nan,
                nan,
                nan,
                null,
                ModeFigures.none(),
                MotionFigures.none());
    }

    public static SpectrumDistance previous(String run, long incarnation, double nullW1) {
        return distance("previous", run, incarnation, null, 100, nullW1, null);
    }

    public static SpectrumDistance baseline(String run, long incarnation, String baseline, long firstStep) {
        return distance("baseline", run, incarnation, baseline, firstStep, 0.04, null);
    }

    public static SpectrumDistance arms(String arm, String other, long lastStep, String verdict) {
        ArmTest test = new ArmTest(
                verdict,
                0.03,
                verdict.equals("different") ? lastStep : null,
                null,
                1,
                2,
                399L,
                2,
                2,
                6,
                1 / 3.0,
                Double.NaN,
                "Arms " + arm + " and " + other + ".");
        return new SpectrumDistance(
                "g",
                null,
                null,
                arm,
                other,
                "weights",
                "monitor",
                0,
                null,
                "arm",
                lastStep - 99,
                lastStep,
                false,
                0.4,
                0.01,
                0.02,
                test);
    }

    private static SpectrumDistance distance(
            String reference,
            String run,
            long incarnation,
            @Nullable String other,
            long firstStep,
            double nullW1,
            @Nullable ArmTest test) {
        return new SpectrumDistance(
                "g",
                run,
                other,
                "x",
                null,
                "weights",
                "monitor",
                incarnation,
                null,
                reference,
                firstStep,
                firstStep + 99,
                false,
                0.2,
                nullW1,
                Double.NaN,
                test);
    }
}
