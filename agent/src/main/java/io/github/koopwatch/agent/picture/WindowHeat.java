/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.picture;

import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Distances between windows that follow each other without common rows, all pairs: Fig. 4 of Redman et al. 2024. Of many
 * windows every n-th is taken.
 *
 * @param steps [window][first, last]
 * @param w1 [window][each one before it]
 * @param of how many windows follow each other so
 */
public record WindowHeat(List<long[]> steps, double[][] w1, int of) {
    private static final int MOST = 120;
    /** An assignment costs the cube of the modes: fewer windows when there are many. */
    private static final double MODES_AT_MOST = 24;

    public static WindowHeat of(List<WindowSpectrum> windows) {
        return of(windows, MOST);
    }

    /** @param most windows at most, fewer when they have many modes */
    public static WindowHeat of(List<WindowSpectrum> windows, int most) {
        List<WindowSpectrum> apart = apart(windows);
        int modes = apart.stream().mapToInt(WindowSpectrum::rank).max().orElse(1);
        int fit = (int) Math.max(16, most * Math.min(1, Math.pow(MODES_AT_MOST / modes, 1.5)));
        List<WindowSpectrum> taken = Thinned.of(apart, Math.min(most, fit));
        List<Eigenvalues> spectra = taken.stream()
                .map(w -> Eigenvalues.of(w.eigenvalues().toArray(double[][]::new)))
                .toList();
        double[][] w1 = IntStream.range(0, taken.size())
                .parallel()
                .mapToObj(i -> IntStream.range(0, i)
                        .mapToDouble(j -> Wasserstein.w1(spectra.get(i), spectra.get(j)))
                        .toArray())
                .toArray(double[][]::new);
        List<long[]> steps = taken.stream()
                .map(w -> new long[] {w.firstStep(), w.lastStep()})
                .toList();
        return new WindowHeat(steps, w1, apart.size());
    }

    private static List<WindowSpectrum> apart(List<WindowSpectrum> windows) {
        List<WindowSpectrum> apart = new ArrayList<>();
        long end = Long.MIN_VALUE;
        for (WindowSpectrum window : windows) {
            if (window.degenerate() == null && !window.partial() && window.firstStep() > end) {
                apart.add(window);
                end = window.lastStep();
            }
        }
        return apart;
    }
}
