/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.motion;

import java.util.stream.IntStream;

/**
 * Phase-space oscillation: how much of the window's motion circulates. A probability current shows in the antisymmetric
 * part A = (C - Cᵀ)/2 of the covariance C = Σ y xᵀ of a row x with the next one y, which is the mean area that the path
 * encloses (Kunin et al. 2023, arXiv 2107.09133, for SGD; arXiv 2307.06245 for the area). The figure is ‖A‖_F over √(‖Σ x xᵀ‖_F
 * ‖Σ y yᵀ‖_F), x and y centred by their own means: at most 1, and |sin θ| for a rotation by θ per row.
 *
 * <p>With the bivectors a_p = (y_p x_pᵀ - x_p y_pᵀ)/2 of the pairs, ‖A‖² = Σ_pq ⟨a_p, a_q⟩ and 2⟨a_p, a_q⟩ =
 * ⟨x_p, x_q⟩⟨y_p, y_q⟩ - ⟨x_p, y_q⟩⟨y_p, x_q⟩, so that inner products suffice. Products of pairs with a row in common are left
 * out and made up for by the number of the others: what noise adds to ‖A‖² by chance is in those.
 */
public final class Oscillation {
    private final Displacements rows;
    private final int[] first; // first row of each pair
    private final double[] xMeans;
    private final double[] yMeans;
    private final double[] xyMeans; // mean of <x_p, y_q> over q
    private final double[] yxMeans; // mean of <y_p, x_q> over q
    private double xMean;
    private double yMean;
    private double xyMean;

    private Oscillation(Displacements rows) {
        this.rows = rows;
        first = IntStream.range(0, rows.rows() - 1)
                .filter(i -> rows.links()[i + 1] > 0)
                .toArray();
        xMeans = new double[first.length];
        yMeans = new double[first.length];
        xyMeans = new double[first.length];
        yxMeans = new double[first.length];
        for (int p = 0; p < first.length; p++) {
            means(p);
        }
    }

    private void means(int p) {
        int i = first[p];
        double x = 0;
        double y = 0;
        double xy = 0;
        double yx = 0;
        for (int j : first) {
            x += rows.product(i, j);
            y += rows.product(i + 1, j + 1);
            xy += rows.product(i, j + 1);
            yx += rows.product(i + 1, j);
        }
        xMeans[p] = x / first.length;
        yMeans[p] = y / first.length;
        xyMeans[p] = xy / first.length;
        yxMeans[p] = yx / first.length;
        xMean += xMeans[p] / first.length;
        yMean += yMeans[p] / first.length;
        xyMean += xyMeans[p] / first.length;
    }

    /** In [0, 1]; NaN where the rows do not move or no two pairs are apart. */
    public static double of(Displacements rows) {
        return new Oscillation(rows).share();
    }

    private double share() {
        double xSquare = 0;
        double ySquare = 0;
        double turning = 0;
        long apart = 0;
        for (int p = 0; p < first.length; p++) {
            for (int q = 0; q <= p; q++) {
                int times = p == q ? 1 : 2;
                double xx = xx(p, q);
                double yy = yy(p, q);
                xSquare += times * xx * xx;
                ySquare += times * yy * yy;
                if (first[p] - first[q] > 1) {
                    turning += xx * yy - xy(p, q) * xy(q, p);
                    apart += times;
                }
            }
        }
        double whole = Math.sqrt(xSquare) * Math.sqrt(ySquare);
        double floor = rows.floor() * first.length;
        if (apart == 0 || Math.sqrt(xSquare) <= floor || Math.sqrt(ySquare) <= floor) {
            return Double.NaN;
        }
        double all = (double) first.length * first.length / apart;
        return Math.min(1, Math.sqrt(Math.max(0, all * turning / whole)));
    }

    private double xx(int p, int q) {
        return rows.product(first[p], first[q]) - xMeans[p] - xMeans[q] + xMean;
    }

    private double yy(int p, int q) {
        return rows.product(first[p] + 1, first[q] + 1) - yMeans[p] - yMeans[q] + yMean;
    }

    private double xy(int p, int q) {
        return rows.product(first[p], first[q] + 1) - xyMeans[p] - yxMeans[q] + xyMean;
    }
}
