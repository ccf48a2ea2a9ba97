/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * One side of pairs that are given by inner products, X or Y = Z D, Z centred when the pairs are affine.
 *
 * @param gram rows of the Gram matrix at this side's columns, [pair][column]
 * @param at column of each pair
 * @param shift what centring takes from the inner products of a pair, half of the grand mean added back; 0 uncentred
 * @param along each pair's part in the direction that {@code gram} leaves out, weighed
 * @param weights D
 * @param shares of each pair in the mean that centring takes
 * @param affine whether Z is centred
 */
record Side(
        double[][] gram, int[] at, double[] shift, double[] along, double[] weights, double[] shares, boolean affine) {
    /** The columns x (0) or y (1) of pairs, not weighed. */
    static Side of(GramPairs pairs, int which) {
        int n = pairs.first().length;
        double[][] gram = new double[n][];
        int[] at = new int[n];
        double[] along = new double[n];
        for (int p = 0; p < n; p++) {
            at[p] = pairs.first()[p] + which;
            gram[p] = pairs.gram()[at[p]];
            along[p] = pairs.along()[at[p]];
        }
        double[] weights = new double[n];
        Arrays.fill(weights, 1);
        double[] shares = pairs.times().clone();
        Vectors.scale(shares, 1.0 / pairs.count());
        double[] shift = pairs.affine() ? shift(gram, at, shares) : new double[n];
        return new Side(gram, at, shift, along, weights, shares, pairs.affine());
    }

    private static double[] shift(double[][] gram, int[] at, double[] shares) {
        double[] means = new double[gram[0].length];
        Vectors.addAll(means, shares, gram, at.length);
        double[] shift = new double[at.length];
        for (int p = 0; p < at.length; p++) {
            shift[p] = means[at[p]];
        }
        double half = Vectors.dot(shift, shares) / 2;
        for (int p = 0; p < at.length; p++) {
            shift[p] -= half;
        }
        return shift;
    }

    int count() {
        return at.length;
    }

    Side weighed(double[] factors) {
        double[] scaled = along.clone();
        for (int p = 0; p < scaled.length; p++) {
            scaled[p] *= factors[p];
        }
        return new Side(gram, at, shift, scaled, factors, shares, affine);
    }

    /** ZᵀZ without what lies along, not weighed. */
    DMatrixRMaj products() {
        int n = count();
        DMatrixRMaj products = new DMatrixRMaj(n, n);
        for (int p = 0; p < n; p++) {
            for (int q = 0; q < n; q++) {
                products.data[p * n + q] = gram[p][at[q]] - (shift[p] + shift[q]);
            }
        }
        return products;
    }

    /** Square length of each column. */
    double[] squares() {
        double[] squares = beside();
        for (int p = 0; p < squares.length; p++) {
            squares[p] += along[p] * along[p];
        }
        return squares;
    }

    /** Square length of each column without what lies along. */
    double[] beside() {
        double[] squares = new double[count()];
        for (int p = 0; p < squares.length; p++) {
            squares[p] = weights[p] * weights[p] * (gram[p][at[p]] - 2 * shift[p]);
        }
        return squares;
    }

    /** Inner products of this side's w, a combination of its pairs, with all columns of the Gram matrix. */
    double[] onColumns(double[] w) {
        double[] onColumns = new double[gram[0].length];
        double[] parts = times(w);
        if (affine) {
            Vectors.add(parts, -Vectors.sum(parts), shares);
        }
        Vectors.addAll(onColumns, parts, gram, count());
        return onColumns;
    }

    /** Those of {@link #onColumns} that belong to this side's pairs. */
    double[] pick(double[] onColumns) {
        double[] picked = new double[count()];
        for (int q = 0; q < picked.length; q++) {
            picked[q] = onColumns[at[q]];
        }
        double mean = affine ? Vectors.dot(shares, picked) : 0;
        for (int q = 0; q < picked.length; q++) {
            picked[q] = weights[q] * (picked[q] - mean);
        }
        return picked;
    }

    /** D v. */
    private double[] times(double[] v) {
        double[] product = new double[v.length];
        for (int p = 0; p < v.length; p++) {
            product[p] = weights[p] * v[p];
        }
        return product;
    }
}
