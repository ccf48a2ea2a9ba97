/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.compare;

/** Student's t distribution. */
public final class StudentT {
    private static final int STEPS = 2000;
    private static final int HALVINGS = 60;
    private static final double LARGEST = 1e4;

    private StudentT() {}

    /** The value below which a share {@code p} of [0.5, 1) lies, with {@code freedom} of at least 1; at most 10,000. */
    public static double quantile(double p, int freedom) {
        double low = 0;
        double high = LARGEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (below(middle, freedom) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /**
     * Share below t ≥ 0. With t = √n tan θ the density is proportional to cos^(n-1) θ on (-π/2, π/2), which Simpson's
     * rule integrates at equal steps.
     */
    private static double below(double t, int freedom) {
        double all = integral(Math.PI / 2, freedom);
        return 0.5 + integral(Math.atan(t / Math.sqrt(freedom)), freedom) / (2 * all);
    }

    private static double integral(double to, int freedom) {
        double sum = 0;
        for (int i = 0; i <= STEPS; i++) {
            int weight = i == 0 || i == STEPS ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.pow(Math.max(0, Math.cos(to * i / STEPS)), freedom - 1);
        }
        return sum * to / (3 * STEPS);
    }
}
