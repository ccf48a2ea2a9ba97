/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.limits;

import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.Centre;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a spectrum is cleaned before it is compared.
 *
 * @param rank most modes kept
 * @param maxResidual modes whose eigenfunction residual is larger are left out, all but the one with the least (as KoopSTD
 *     does with residuals of modes); infinite: none is
 */
public record Cleaning(String name, int rank, int delays, double maxResidual) {
    /** Half of what the coordinate is: beyond, its next value is noise rather than a multiple of it. */
    private static final double LARGE = 0.5;

    private static final int MOST_ROWS = 100;

    /** The product's default first. */
    public static final List<Cleaning> ALL = List.of(
            new Cleaning("rank 10", 10, 0, Double.POSITIVE_INFINITY),
            new Cleaning("rank 5", 5, 0, Double.POSITIVE_INFINITY),
            new Cleaning("all ranks", AnalysisSettings.ALL, 0, Double.POSITIVE_INFINITY),
            new Cleaning("rank 10, 10 delays", 10, 10, Double.POSITIVE_INFINITY),
            new Cleaning("rank 10, residual <= 0.5", 10, 0, LARGE));

    /** Spectra of consecutive windows of 100 rows, or of all rows where there are fewer; [window]. */
    public List<Eigenvalues> spectra(float[][] rows) {
        int window = Math.min(rows.length, MOST_ROWS);
        RowRing ring = new RowRing(rows[0].length, window);
        AnalysisSettings settings =
                new AnalysisSettings(AnalysisSettings.CUSTOM, window, window, delays, rank, Centre.AFFINE, 1);
        List<Eigenvalues> spectra = new ArrayList<>();
        for (int t = 0; t < rows.length; t++) {
            ring.append(t, t, rows[t]);
            if ((t + 1) % window == 0
                    && Dmd.fit(ring, new Span(t + 1L - window, t + 1L, 1), settings) instanceof Spectrum spectrum) {
                spectra.add(kept(spectrum));
            }
        }
        return spectra;
    }

    private Eigenvalues kept(Spectrum spectrum) {
        double[] residuals = spectrum.eigenfunctionResiduals();
        int[] kept = IntStream.range(0, residuals.length)
                .filter(i -> residuals[i] <= maxResidual)
                .toArray();
        int[] chosen = kept.length > 0
                ? kept
                : IntStream.range(0, residuals.length)
                        .boxed()
                        .min(Comparator.comparingDouble(i -> residuals[i]))
                        .stream()
                        .mapToInt(i -> i)
                        .toArray();
        Eigenvalues all = spectrum.eigenvalues();
        return new Eigenvalues(
                IntStream.of(chosen).mapToDouble(i -> all.re()[i]).toArray(),
                IntStream.of(chosen).mapToDouble(i -> all.im()[i]).toArray());
    }
}
