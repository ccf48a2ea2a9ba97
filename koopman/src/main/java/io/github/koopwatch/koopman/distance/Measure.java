/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.distance;

import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.Arrays;

/**
 * Masses at points of the complex plane: a spectrum whose modes do not count alike. The arrays are not to be written to.
 *
 * @param re real parts of the points
 * @param im imaginary parts
 * @param mass of each point, at least 0; they sum to 1 within {@link #TOLERANCE} and are taken as shares of their sum
 */
public record Measure(double[] re, double[] im, double[] mass) {
    /** How far from 1 masses may sum: what rounding to float32 does to a few thousand of them. */
    public static final double TOLERANCE = 1e-4;

    /** Throws IllegalArgumentException for unequal lengths, no point, or masses that are no probabilities. */
    public Measure {
        if (re.length == 0 || im.length != re.length || mass.length != re.length) {
            throw new IllegalArgumentException("masses: expected one for each of at least one eigenvalue, got "
                    + mass.length + " for " + re.length);
        }
        for (double m : mass) {
            if (!(m >= 0 && Double.isFinite(m))) {
                throw new IllegalArgumentException("mass: expected a finite number of at least 0, got " + m);
            }
        }
        double sum = Arrays.stream(mass).sum();
        if (Math.abs(sum - 1) > TOLERANCE) {
            throw new IllegalArgumentException("masses: expected a sum of 1 within " + TOLERANCE + ", got " + sum);
        }
    }

    /** Equal masses. */
    public static Measure uniform(Eigenvalues spectrum) {
        double[] mass = new double[spectrum.size()];
        Arrays.fill(mass, 1.0 / spectrum.size());
        return new Measure(spectrum.re(), spectrum.im(), mass);
    }

    /** Masses in the order of the eigenvalues. */
    public static Measure of(Eigenvalues spectrum, double[] mass) {
        return new Measure(spectrum.re(), spectrum.im(), mass);
    }

    /** How many points there are. */
    public int size() {
        return re.length;
    }

    /** Euclidean distance of each point here (rows) to each one there. */
    double[][] costs(Measure other) {
        double[][] cost = new double[size()][other.size()];
        for (int i = 0; i < size(); i++) {
            for (int j = 0; j < other.size(); j++) {
                cost[i][j] = Math.hypot(re[i] - other.re[j], im[i] - other.im[j]);
            }
        }
        return cost;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Measure that
                && Arrays.equals(re, that.re)
                && Arrays.equals(im, that.im)
                && Arrays.equals(mass, that.mass);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(re) + Arrays.hashCode(im)) + Arrays.hashCode(mass);
    }

    @Override
    public String toString() {
        return "Measure[re=" + Arrays.toString(re) + ", im=" + Arrays.toString(im) + ", mass=" + Arrays.toString(mass)
                + "]";
    }
}
