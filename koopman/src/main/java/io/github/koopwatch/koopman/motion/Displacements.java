/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.motion;

/**
 * A window's rows as displacements from one anchor; the arrays are not written to.
 *
 * @param rows how many
 * @param gram [rows · rows] inner products of the displacements
 * @param updates [rows] |x_i - x_{i-1}|², computed from the rows; read only where the two are linked
 * @param links [rows] how many steps of one stride in a row end at each row; 0: none
 */
public record Displacements(int rows, double[] gram, double[] updates, int[] links) {
    private static final double EPS = Math.ulp(1.0);

    /** Factor by which a difference of products must exceed their rounding to be read. */
    private static final double CLEAR = 1e3;

    public Displacements {
        if (gram.length != rows * rows || updates.length != rows || links.length != rows) {
            throw new IllegalArgumentException("rows: expected " + rows + " in all arrays, got " + gram.length
                    + " products, " + updates.length + " updates, " + links.length + " links");
        }
    }

    double product(int i, int j) {
        return gram[i * rows + j];
    }

    /** |x_i - x_j|². */
    double square(int i, int j) {
        return Math.max(0, product(i, i) + product(j, j) - 2 * product(i, j));
    }

    /** What rounding may make of a difference of products. */
    double floor() {
        double largest = 0;
        for (int i = 0; i < rows; i++) {
            largest = Math.max(largest, product(i, i));
        }
        return CLEAR * EPS * largest;
    }

    /**
     * Net against path: Σ |x_end - x_start|² / Σ |x_i - x_{i-1}|² over the stretches of linked rows. Of n updates a straight
     * line gives n, a random walk about 1, a bounded motion less and less. NaN where nothing moves.
     */
    public double ratio() {
        double net = 0;
        double path = 0;
        for (int i = 0; i < rows; i++) {
            path += links[i] > 0 ? updates[i] : 0;
            boolean ends = links[i] > 0 && (i + 1 == rows || links[i + 1] == 0);
            net += ends ? square(i, i - links[i]) : 0;
        }
        return path > 0 ? net / path : Double.NaN;
    }
}
