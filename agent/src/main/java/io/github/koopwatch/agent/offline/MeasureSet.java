/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.offline;

import io.github.koopwatch.agent.BadInput;
import io.github.koopwatch.koopman.distance.Measure;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Stored eigenvalue sets with a mass for each eigenvalue, in the same places of two files. */
public final class MeasureSet {
    private MeasureSet() {}

    /** A measure per replica; equal masses when there is no file of them. Throws BadInput. */
    public static List<Measure> read(Path spectra, @Nullable Path masses) {
        List<double[][]> points = SpectrumSet.points(spectra);
        if (masses == null) {
            return points.stream().map(MeasureSet::uniform).toList();
        }
        List<double[][]> weights = SpectrumSet.points(masses);
        if (weights.size() != points.size()) {
            throw new BadInput(masses + ": expected masses of " + points.size() + " replicas, got " + weights.size());
        }
        return IntStream.range(0, points.size())
                .mapToObj(r -> measure(masses, points.get(r), weights.get(r)))
                .toList();
    }

    private static Measure uniform(double[][] points) {
        double[] mass = new double[points.length];
        Arrays.fill(mass, 1.0 / mass.length);
        return new Measure(part(points, 0), part(points, 1), mass);
    }

    private static Measure measure(Path file, double[][] points, double[][] weights) {
        if (Arrays.stream(weights).anyMatch(w -> w[1] != 0)) {
            throw new BadInput(file + ": expected real masses, got complex ones");
        }
        try {
            return new Measure(part(points, 0), part(points, 1), part(weights, 0));
        } catch (IllegalArgumentException e) {
            throw new BadInput(file + ": " + e.getMessage(), e);
        }
    }

    private static double[] part(double[][] points, int which) {
        return Arrays.stream(points).mapToDouble(x -> x[which]).toArray();
    }
}
