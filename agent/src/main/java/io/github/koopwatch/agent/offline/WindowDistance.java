/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.ArrayList;
import java.util.List;

/**
 * The Wasserstein distance between two windows of one run that have no row in common.
 *
 * @param from index of the earlier window
 * @param to index of the later one
 */
public record WindowDistance(int from, int to, double w1) {
    /** With more windows than this, each is compared with the last one before it alone. */
    static final int MOST_FOR_ALL_PAIRS = 200;

    /** Windows without a spectrum and partial ones take no part. */
    static List<WindowDistance> between(List<WindowSpectrum> windows) {
        List<Eigenvalues> spectra = windows.stream()
                .map(w -> Eigenvalues.of(w.eigenvalues().toArray(double[][]::new)))
                .toList();
        boolean all = windows.size() <= MOST_FOR_ALL_PAIRS;
        List<WindowDistance> distances = new ArrayList<>();
        for (int to = 0; to < windows.size(); to++) {
            int latest = latestBefore(windows, to);
            for (int from = all ? 0 : Math.max(0, latest); from <= latest; from++) {
                if (comparable(windows.get(from)) && comparable(windows.get(to))) {
                    distances.add(new WindowDistance(from, to, Wasserstein.w1(spectra.get(from), spectra.get(to))));
                }
            }
        }
        return distances;
    }

    /** Index of the last window that ended before this one began, -1 without one. */
    private static int latestBefore(List<WindowSpectrum> windows, int to) {
        int from = to - 1;
        while (from >= 0 && windows.get(from).lastStep() >= windows.get(to).firstStep()) {
            from--;
        }
        return from;
    }

    private static boolean comparable(WindowSpectrum window) {
        return window.degenerate() == null && !window.partial();
    }
}
