/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline.bench;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.dmd.DmdResult;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.SvdDmd;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.ArrayList;
import java.util.List;

/** What the engine stands beside in a Java process without NumPy: the window fitted anew by a full decomposition of its rows. */
public final class RefitBench {
    private static final int WARM_UP = 3;
    private static final int MEASURED = 7;

    private RefitBench() {}

    /** Median nanoseconds of a fit of the walk that {@link EngineBench} takes. */
    public static double ns(int dimension, AnalysisSettings settings) {
        RandomWalk walk = new RandomWalk(dimension, 0);
        RowRing ring = new RowRing(dimension, settings.window());
        for (int t = 0; t < settings.window(); t++) {
            ring.append(t, t, walk.next());
        }
        double[] nanos = new double[MEASURED];
        List<DmdResult> fits = new ArrayList<>(); // kept, so that no fit is optimised away
        for (int i = -WARM_UP; i < MEASURED; i++) {
            long begin = System.nanoTime();
            fits.add(SvdDmd.fit(ring, new Span(ring.oldest(), ring.count(), 1), settings));
            if (i >= 0) {
                nanos[i] = System.nanoTime() - begin;
            }
        }
        return fits.isEmpty() ? Double.NaN : Median.of(nanos);
    }
}
