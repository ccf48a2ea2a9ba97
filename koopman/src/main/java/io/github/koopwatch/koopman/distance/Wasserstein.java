/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.distance;

import io.github.koopwatch.koopman.dmd.Assignment;
import io.github.koopwatch.koopman.dmd.Eigenvalues;

/** The 1-Wasserstein distance of spectra: uniform masses, Euclidean cost in the complex plane. */
public final class Wasserstein {
    private Wasserstein() {}

    /**
     * For equal counts the mean cost of the optimal assignment (Redman et al. 2024); for unequal counts the cost of the
     * exact optimal transport between the uniform measures, nothing dropped. Throws IllegalArgumentException when one
     * has no eigenvalue.
     */
    public static double w1(Eigenvalues a, Eigenvalues b) {
        if (a.size() == 0 || b.size() == 0) {
            throw new IllegalArgumentException(
                    "spectra: expected at least one eigenvalue each, got " + a.size() + " and " + b.size());
        }
        return a.size() == b.size() ? matched(a, b) : Transport.uniform(costs(a, b));
    }

    /** The partner in b of each eigenvalue of a in the optimal assignment; the counts must be equal. */
    public static int[] assignment(Eigenvalues a, Eigenvalues b) {
        if (a.size() != b.size()) {
            throw new IllegalArgumentException(
                    "assignment: expected " + a.size() + " eigenvalues in the second spectrum, got " + b.size());
        }
        return Assignment.solve(costs(a, b));
    }

    private static double matched(Eigenvalues a, Eigenvalues b) {
        int[] partner = assignment(a, b);
        double sum = 0;
        for (int i = 0; i < partner.length; i++) {
            sum += a.distance(i, b, partner[i]);
        }
        return sum / partner.length;
    }

    private static double[][] costs(Eigenvalues a, Eigenvalues b) {
        double[][] cost = new double[a.size()][b.size()];
        for (int i = 0; i < a.size(); i++) {
            for (int j = 0; j < b.size(); j++) {
                cost[i][j] = a.distance(i, b, j);
            }
        }
        return cost;
    }
}
