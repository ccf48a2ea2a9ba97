/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.demo;

import io.github.koopwatch.contract.result.WindowSpectrum;
import io.github.koopwatch.koopman.distance.Wasserstein;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Reads and compares published spectra. */
final class Spectra {
    private static final int SHOWN = 3;
    private static final double CONJUGATE = 1e-9;

    private Spectra() {}

    /** W1 of two windows; NaN when one of them is degenerate. */
    static double w1(WindowSpectrum a, WindowSpectrum b) {
        boolean both = !a.eigenvalues().isEmpty() && !b.eigenvalues().isEmpty();
        return both ? Wasserstein.w1(eigenvalues(a), eigenvalues(b)) : Double.NaN;
    }

    /** Mean W1 over the windows of equal steps; empty when there is none. */
    static OptionalDouble meanW1(List<WindowSpectrum> a, List<WindowSpectrum> b) {
        Map<Long, WindowSpectrum> byStep =
                b.stream().collect(Collectors.toMap(WindowSpectrum::lastStep, w -> w, (first, second) -> second));
        return a.stream()
                .filter(w -> byStep.containsKey(w.lastStep()))
                .mapToDouble(w -> w1(w, byStep.getOrDefault(w.lastStep(), w)))
                .filter(Double::isFinite)
                .average();
    }

    /** The largest eigenvalues by modulus, a conjugate pair as one entry: {@code 0.998, 0.951+-0.104i, 0.900}. */
    static String leading(WindowSpectrum window) {
        if (window.degenerate() != null) {
            return window.degenerate();
        }
        List<double[]> all = window.eigenvalues();
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < all.size() && shown.size() < SHOWN; i++) {
            boolean pair = i + 1 < all.size() && conjugate(all.get(i), all.get(i + 1));
            shown.add(text(all.get(i), pair));
            i += pair ? 1 : 0;
        }
        return String.join(", ", shown);
    }

    private static Eigenvalues eigenvalues(WindowSpectrum window) {
        return Eigenvalues.of(window.eigenvalues().toArray(double[][]::new));
    }

    private static boolean conjugate(double[] a, double[] b) {
        return a[1] != 0 && Math.abs(a[0] - b[0]) < CONJUGATE && Math.abs(a[1] + b[1]) < CONJUGATE;
    }

    private static String text(double[] z, boolean pair) {
        String re = String.format(Locale.ROOT, "%.3f", z[0]);
        return z[1] == 0 ? re : re + String.format(Locale.ROOT, pair ? "+-%.3fi" : "%+.3fi", z[1]);
    }
}
