/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.dmd.DmdResult;
import io.github.koopwatch.koopman.dmd.ModeTracker;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.dmd.SvdDmd;
import io.github.koopwatch.koopman.dmd.WindowGauges;
import io.github.koopwatch.koopman.monitor.AnalysedWindow;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Replicas of one configuration as one fit per window: their rows at the same steps, no pair across two replicas (Redman
 * et al. 2024 pool the starts of an optimiser so). In double precision, by the singular value decomposition.
 */
public final class PooledWindows {
    private final AnalysisSettings settings;
    private final long rowStride;
    private final List<int[]> groups;
    private final List<List<BlockRow>> replicas;

    private PooledWindows(
            AnalysisSettings settings, long rowStride, List<int[]> groups, List<List<BlockRow>> replicas) {
        this.settings = settings;
        this.rowStride = rowStride;
        this.groups = groups;
        this.replicas = replicas;
    }

    /** Throws BadInput for a trajectory that holds no window or whose steps are not evenly spaced. */
    public static PooledWindows of(Trajectory x, AnalysisSettings settings) {
        EngineRun.requireWindow(x, settings);
        long stride = x.step(1) - x.step(0);
        for (int t = 1; t < x.rows(); t++) {
            if (x.step(t) - x.step(t - 1) != stride) {
                throw new BadInput(x.name() + ": expected evenly spaced steps to pool, got " + x.step(t - 1) + " then "
                        + x.step(t));
            }
        }
        return new PooledWindows(
                settings,
                stride * settings.blockMean(),
                x.groups(),
                IntStream.range(0, x.replicas())
                        .mapToObj(r -> BlockRow.of(x, r, settings.blockMean()))
                        .toList());
    }

    /** Full windows of the pool. */
    int count() {
        return (replicas.get(0).size() - settings.window()) / settings.hop() + 1;
    }

    /** [row][coordinate] of window i of a replica. */
    double[][] rows(int i, int replica) {
        return window(i, replica).stream().map(BlockRow::values).toArray(double[][]::new);
    }

    private List<BlockRow> window(int i, int replica) {
        return replicas.get(replica).subList(i * settings.hop(), i * settings.hop() + settings.window());
    }

    /** Every window; its gauges are means over the replicas. */
    public List<AnalysedWindow> windows() {
        ModeTracker tracker = new ModeTracker();
        List<AnalysedWindow> windows = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            DmdResult result = SvdDmd.fit(pool(i), settings);
            int[] modes = result instanceof Spectrum s ? tracker.assign(s.eigenvalues()) : new int[0];
            List<BlockRow> rows = window(i, 0);
            long first = rows.get(0).firstStep();
            long last = rows.get(rows.size() - 1).lastStep();
            windows.add(
                    new AnalysedWindow(settings, false, first, last, rowStride, result, modes, gauges(i), List.of()));
        }
        return windows;
    }

    private double[][][] pool(int i) {
        return IntStream.range(0, replicas.size()).mapToObj(r -> rows(i, r)).toArray(double[][][]::new);
    }

    private WindowGauges gauges(int i) {
        List<WindowGauges> each = IntStream.range(0, replicas.size())
                .mapToObj(r -> WindowGauges.of(
                        ring(window(i, r)), new Span(0, settings.window(), rowStride), settings.hop(), groups))
                .toList();
        return new WindowGauges(
                mean(each, WindowGauges::effectiveRank),
                mean(each, WindowGauges::numericalRank),
                mean(each, WindowGauges::svhtRank),
                mean(each, WindowGauges::updateEnergy),
                mean(each, WindowGauges::updateCoherence),
                mean(each, WindowGauges::radialCosine),
                IntStream.range(0, groups.size())
                        .mapToObj(
                                g -> mean(each, gauges -> gauges.groupEnergies().get(g)))
                        .toList(),
                mean(each, WindowGauges::displacementRatio),
                mean(each, WindowGauges::diffusionExponent),
                mean(each, WindowGauges::phaseOscillation));
    }

    /** The rows in a ring that holds nothing else. */
    static RowRing ring(List<BlockRow> rows) {
        RowRing ring = new RowRing(rows.get(0).values().length, rows.size());
        rows.forEach(row -> ring.append(row.firstStep(), row.lastStep(), row.rounded()));
        return ring;
    }

    private static double mean(List<WindowGauges> each, ToDoubleFunction<WindowGauges> gauge) {
        return each.stream()
                .mapToDouble(gauge)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }
}
