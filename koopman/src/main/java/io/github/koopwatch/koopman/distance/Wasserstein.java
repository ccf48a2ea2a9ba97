/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.distance;

import io.github.koopwatch.koopman.dmd.Assignment;
import io.github.koopwatch.koopman.dmd.Eigenvalues;
import java.util.Arrays;

/** The 1-Wasserstein distance of spectra, with uniform or given masses; Euclidean cost in the complex plane. */
public final class Wasserstein {
    private static final double STRICTNESS = 1e-6;

    private Wasserstein() {}

    /**
     * For equal counts the mean cost of the optimal assignment (Redman et al. 2024); for unequal counts the cost of the
     * exact optimal transport between the uniform measures, nothing dropped. Throws IllegalArgumentException when one
     * has no eigenvalue.
     */
    public static double w1(Eigenvalues a, Eigenvalues b) {
        if (a.size() == 0 || b.size() == 0) {
            throw noEigenvalue(a, b);
        }
        return a.size() == b.size()
                ? matched(a, b)
                : Transport.uniform(costs(a, b)).cost();
    }

    /** The cost of the exact optimal transport of the masses, none dropped. */
    public static double w1(Measure a, Measure b) {
        return Transport.of(a.costs(b), a.mass(), b.mass()).cost();
    }

    /**
     * The mode of a that the optimal transport behind {@link #w1(Eigenvalues, Eigenvalues)} moves farthest. On a line many
     * plans cost the same: of them the one of least mean square, so that many short ways are not read as a long one.
     */
    public static Moved moved(Eigenvalues a, Eigenvalues b) {
        if (a.size() == 0 || b.size() == 0) {
            throw noEigenvalue(a, b);
        }
        double[][] cost = strict(costs(a, b));
        int[] way = a.size() == b.size()
                ? dearest(cost, Assignment.solve(cost))
                : Transport.uniform(cost).dearest();
        return moved(Measure.uniform(a), way[0], Measure.uniform(b), way[1]);
    }

    /** The mode of a of which the optimal transport moves some mass farthest, as above. */
    public static Moved moved(Measure a, Measure b) {
        int[] way = Transport.of(strict(a.costs(b)), a.mass(), b.mass()).dearest();
        return moved(a, way[0], b, way[1]);
    }

    private static Moved moved(Measure a, int i, Measure b, int j) {
        double by = Math.hypot(a.re()[i] - b.re()[j], a.im()[i] - b.im()[j]);
        return new Moved(a.re()[i], a.im()[i], b.re()[j], b.im()[j], by);
    }

    private static int[] dearest(double[][] cost, int[] partner) {
        int most = 0;
        for (int i = 1; i < partner.length; i++) {
            most = cost[i][partner[i]] > cost[most][partner[most]] ? i : most;
        }
        return new int[] {most, partner[most]};
    }

    /** c + δ c², which decides between plans that cost the same and prefers no plan that costs 1e-6 of the longest way more. */
    private static double[][] strict(double[][] cost) {
        double largest =
                Arrays.stream(cost).flatMapToDouble(Arrays::stream).max().orElse(0);
        double delta = largest == 0 ? 0 : STRICTNESS / largest;
        return Arrays.stream(cost)
                .map(row -> Arrays.stream(row).map(c -> c + delta * c * c).toArray())
                .toArray(double[][]::new);
    }

    /** The partner in b of each eigenvalue of a in the optimal assignment; the counts must be equal. */
    public static int[] assignment(Eigenvalues a, Eigenvalues b) {
        if (a.size() != b.size()) {
            throw new IllegalArgumentException(
                    "assignment: expected " + a.size() + " eigenvalues in the second spectrum, got " + b.size());
        }
        return Assignment.solve(costs(a, b));
    }

    private static IllegalArgumentException noEigenvalue(Eigenvalues a, Eigenvalues b) {
        return new IllegalArgumentException(
                "spectra: expected at least one eigenvalue each, got " + a.size() + " and " + b.size());
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
