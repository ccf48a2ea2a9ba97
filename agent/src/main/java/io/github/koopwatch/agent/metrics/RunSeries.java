/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.metrics;

import io.github.koopwatch.agent.readmodel.RunMetrics;
import io.github.koopwatch.contract.result.MotionFigures;
import io.github.koopwatch.contract.result.RunState;
import io.github.koopwatch.contract.result.WindowSpectrum;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The series of one run. Per observable: 2 × 13 modes, 11 figures of the window and 3 distances with their nulls, 43 in all;
 * per run: 3, and at most 6 scalars and 8 alerts. Together at most 60.
 */
final class RunSeries {
    static final int MODES = 13;
    static final int SCALARS = 6;
    static final int ALERTS = 8;

    private static final int PER_OBSERVABLE = 2 * MODES + 11 + 2 * 3;
    private static final int PER_RUN = 3 + SCALARS + ALERTS;
    private static final int LONGEST_NAME = 63;
    private static final List<String> SLOTS =
            IntStream.range(0, MODES).mapToObj("%02d"::formatted).toList();
    private static final Comparator<String> RESERVED_FIRST = Comparator.comparing(
                    (String name) -> !name.equals("loss") && !name.equals("lr"))
            .thenComparing(Comparator.naturalOrder());

    private RunSeries() {}

    /** How many series the run may have, whatever it says. */
    static int most(RunMetrics run) {
        return PER_OBSERVABLE * Math.max(1, run.windows().size()) + PER_RUN;
    }

    static void add(RunMetrics run, Gauges out) {
        RunState state = run.state();
        Labels labels = Labels.of("run", state.run());
        out.set(RunFamily.RUN_STEP, labels, state.lastStep(), 1);
        out.set(RunFamily.RUN_LAST_SNAPSHOT, labels, state.lastSnapshot(), 1e-3);
        run.windows().forEach(w -> window(w, out));
        scalars(state, out);
        run.alerts().stream()
                .map(a -> Labels.of("run", state.run(), "kind", a.kind(), "severity", a.severity()))
                .distinct()
                .limit(ALERTS)
                .forEach(alert -> out.set(RunFamily.ALERT_ACTIVE, alert, 1));
    }

    private static void window(WindowSpectrum w, Gauges out) {
        Labels labels = Labels.of("run", w.run(), "observable", w.observable());
        out.set(RunFamily.SPECTRAL_RADIUS, labels, w.spectralRadius());
        out.set(RunFamily.ONE_STEP_ERROR, labels, w.oneStepError());
        out.set(RunFamily.EFFECTIVE_RANK, labels, w.effectiveRank());
        out.set(RunFamily.UPDATE_ENERGY, labels, w.updateEnergy());
        out.set(RunFamily.UPDATE_COHERENCE, labels, w.updateCoherence());
        MotionFigures motion = w.motion();
        out.set(RunFamily.NUMERICAL_RANK, labels, motion.numericalRank());
        out.set(RunFamily.SVHT_RANK, labels, motion.svhtRank());
        out.set(RunFamily.RADIAL_COSINE, labels, motion.radialCosine());
        out.set(RunFamily.DISPLACEMENT_RATIO, labels, motion.displacementRatio());
        out.set(RunFamily.DIFFUSION_EXPONENT, labels, motion.diffusionExponent());
        out.set(RunFamily.PHASE_OSCILLATION, labels, motion.phaseOscillation());
        for (int i = 0; i < w.modes().length; i++) {
            mode(w, w.modes()[i], w.eigenvalues().get(i), out);
        }
    }

    private static void mode(WindowSpectrum w, int slot, double[] eigenvalue, Gauges out) {
        if (slot >= 0 && slot < MODES) {
            Labels labels = Labels.of("run", w.run(), "observable", w.observable(), "mode", SLOTS.get(slot));
            out.set(RunFamily.EIGENVALUE_REAL, labels, eigenvalue[0]);
            out.set(RunFamily.EIGENVALUE_IMAG, labels, eigenvalue[1]);
        }
    }

    private static void scalars(RunState state, Gauges out) {
        state.scalars().entrySet().stream()
                .filter(e -> e.getValue() != null && isLabel(e.getKey()))
                .sorted(Map.Entry.comparingByKey(RESERVED_FIRST))
                .limit(SCALARS)
                .forEach(e ->
                        out.set(RunFamily.SCALAR, Labels.of("run", state.run(), "name", e.getKey()), e.getValue()));
    }

    /** Scalars are named freely; a name that is long or holds control characters makes no label. */
    private static boolean isLabel(String name) {
        return name.length() <= LONGEST_NAME && name.chars().noneMatch(Character::isISOControl);
    }
}
