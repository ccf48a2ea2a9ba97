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
import java.util.Iterator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Replicas of one configuration as one fit per window: their rows at the same steps, no pair across two replicas (Redman
 * et al. 2024 pool the starts of an optimiser so). In double precision, by the singular value decomposition.
 */
public final class PooledWindows {
    private final Trajectory x;
    private final AnalysisSettings settings;
    private final long stride;

    private PooledWindows(Trajectory x, AnalysisSettings settings, long stride) {
        this.x = x;
        this.settings = settings;
        this.stride = stride;
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
        return new PooledWindows(x, settings, stride);
    }

    /** Full windows of the pool. */
    int count() {
        return (x.rows() / settings.blockMean() - settings.window()) / settings.hop() + 1;
    }

    /** The windows' rows, each window's [replica][row], ascending; each is held only until the next one is asked for. */
    Iterator<List<List<BlockRow>>> rows() {
        List<SlidingRows> replicas = IntStream.range(0, x.replicas())
                .mapToObj(replica -> new SlidingRows(x, replica, settings))
                .toList();
        return Stream.generate(() -> replicas.stream().map(SlidingRows::next).toList())
                .limit(count())
                .iterator();
    }

    /** Every window; its gauges are means over the replicas. */
    public List<AnalysedWindow> windows(Progress progress) {
        ModeTracker tracker = new ModeTracker();
        List<AnalysedWindow> windows = new ArrayList<>();
        Iterator<List<List<BlockRow>>> each = rows();
        while (each.hasNext()) {
            List<List<BlockRow>> rows = each.next();
            DmdResult result = SvdDmd.fit(rows.stream().map(BlockRow::matrix).toArray(double[][][]::new), settings);
            int[] modes = result instanceof Spectrum s ? tracker.assign(s.eigenvalues()) : new int[0];
            long first = rows.get(0).get(0).firstStep();
            long last = rows.get(0).get(settings.window() - 1).lastStep();
            windows.add(new AnalysedWindow(
                    settings, false, first, last, rowStride(), result, modes, gauges(rows), List.of()));
            progress.at("fitting", windows.size(), count());
        }
        return windows;
    }

    private WindowGauges gauges(List<List<BlockRow>> rows) {
        Span span = new Span(0, settings.window(), rowStride());
        List<WindowGauges> each = rows.stream()
                .map(replica -> WindowGauges.of(ring(replica), span, settings.hop(), x.groups()))
                .toList();
        return new WindowGauges(
                mean(each, WindowGauges::effectiveRank),
                mean(each, WindowGauges::numericalRank),
                mean(each, WindowGauges::svhtRank),
                mean(each, WindowGauges::updateEnergy),
                mean(each, WindowGauges::updateCoherence),
                mean(each, WindowGauges::radialCosine),
                IntStream.range(0, x.groups().size())
                        .mapToObj(
                                g -> mean(each, gauges -> gauges.groupEnergies().get(g)))
                        .toList(),
                mean(each, WindowGauges::displacementRatio),
                mean(each, WindowGauges::diffusionExponent),
                mean(each, WindowGauges::phaseOscillation));
    }

    private long rowStride() {
        return stride * settings.blockMean();
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
