/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.validation.limits;

import io.github.koopwatch.agent.validation.Table;
import io.github.koopwatch.agent.validation.science.Figure;
import io.github.koopwatch.contract.result.ModeFigures;
import io.github.koopwatch.koopman.AnalysisSettings;
import io.github.koopwatch.koopman.dmd.Dmd;
import io.github.koopwatch.koopman.dmd.Span;
import io.github.koopwatch.koopman.dmd.Spectrum;
import io.github.koopwatch.koopman.window.RowRing;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Motions on the torus whose spectrum is known, seen through cosines and sines of their angles: how much of the motion lies
 * in modes with a large residual? A rotation has a point spectrum alone. In the skew product (a, b) → (a + w, b + a) functions
 * of a have a point spectrum and those of b a continuous one (Anzai 1951). The cat map has a continuous one alone.
 */
public final class KnownMotion {
    /** How far a share may be from what is known. */
    public static final double WITHIN = 0.1;

    /** The share that belongs to the continuous spectrum. */
    public static final Map<String, Double> EXPECTED = expected();

    private static final double FIRST = 2 * Math.PI * (Math.sqrt(5) - 1) / 2;
    private static final double SECOND = 2 * Math.PI * (Math.sqrt(2) - 1);
    private static final int ROWS = 100;
    private static final double T = 2.0; // about the t quantile of twenty

    private KnownMotion() {}

    private static Map<String, Double> expected() {
        Map<String, Double> expected = new LinkedHashMap<>();
        expected.put("rotation", 0.0);
        expected.put("skew-product", 0.5);
        expected.put("cat-map", 1.0);
        return expected;
    }

    /** By motion the mean over random starts, with its 95 % interval. White noise is there for comparison. */
    public static Map<String, Figure> shares(int starts) {
        Map<String, Figure> shares = new LinkedHashMap<>();
        for (String motion : List.of("rotation", "skew-product", "cat-map", "white-noise")) {
            double[] each = IntStream.range(0, starts)
                    .mapToDouble(start -> share(rows(motion, new Random(start))))
                    .toArray();
            double mean = Arrays.stream(each).average().orElseThrow();
            double square =
                    Arrays.stream(each).map(s -> (s - mean) * (s - mean)).sum();
            double half = T * Math.sqrt(square / Math.max(1, starts - 1) / starts);
            shares.put(motion, new Figure("share", mean, mean - half, mean + half));
        }
        return shares;
    }

    /** For a human. */
    public static Table table(Map<String, Figure> shares) {
        return new Table(
                "Share of the motion in modes with residual above 0.5",
                List.of("motion", "known", "measured"),
                shares.entrySet().stream()
                        .map(e -> List.of(
                                e.getKey(),
                                EXPECTED.containsKey(e.getKey())
                                        ? Figure.digits(EXPECTED.getOrDefault(e.getKey(), Double.NaN))
                                        : "-",
                                e.getValue().text()))
                        .toList());
    }

    /** The window's figure, as the service has it. */
    static double share(float[][] rows) {
        RowRing ring = new RowRing(rows[0].length, rows.length);
        for (int t = 0; t < rows.length; t++) {
            ring.append(t, t, rows[t]);
        }
        return Dmd.fit(ring, new Span(0, rows.length, 1), AnalysisSettings.monitor()) instanceof Spectrum spectrum
                ? new ModeFigures(spectrum.eigenfunctionResiduals(), spectrum.energies(), null, null).unresolvedShare()
                : Double.NaN;
    }

    static float[][] rows(String motion, Random random) {
        double a = 2 * Math.PI * random.nextDouble();
        double b = 2 * Math.PI * random.nextDouble();
        float[][] rows = new float[ROWS][];
        for (int t = 0; t < ROWS; t++) {
            rows[t] = motion.equals("white-noise") ? noise(random) : seen(a, b);
            double before = a;
            switch (motion) {
                case "rotation" -> {
                    a += FIRST;
                    b += SECOND;
                }
                case "skew-product" -> {
                    a += FIRST;
                    b += before;
                }
                default -> {
                    a = 2 * before + b;
                    b = before + b;
                }
            }
            a %= 2 * Math.PI;
            b %= 2 * Math.PI;
        }
        return rows;
    }

    private static float[] seen(double a, double b) {
        return new float[] {(float) Math.cos(a), (float) Math.sin(a), (float) Math.cos(b), (float) Math.sin(b)};
    }

    private static float[] noise(Random random) {
        float[] row = new float[4];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) random.nextGaussian();
        }
        return row;
    }
}
