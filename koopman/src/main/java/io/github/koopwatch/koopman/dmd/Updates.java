/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import io.github.koopwatch.koopman.window.RowRing;

/** Figures of single updates that the Gram matrix of whole rows does not hold, from the rows, O(dimension) each. */
final class Updates {
    private Updates() {}

    /** |x_i - x_{i-1}|² over the coordinates [from, to). */
    static double square(RowRing ring, long i, int[] group) {
        float[] now = ring.row(i);
        float[] before = ring.row(i - 1);
        double sum = 0;
        for (int k = group[0]; k < group[1]; k++) {
            double step = (double) now[k] - before[k];
            sum += step * step;
        }
        return sum;
    }

    /** Cosine of x_i - x_{i-1} and x_{i-1}: positive where the weights grow. NaN when one of them is 0. */
    static double radialCosine(RowRing ring, long i) {
        float[] now = ring.row(i);
        float[] before = ring.row(i - 1);
        double product = 0;
        double square = 0;
        for (int k = 0; k < now.length; k++) {
            product += ((double) now[k] - before[k]) * before[k];
            square += (double) before[k] * before[k];
        }
        double lengths = Math.sqrt(ring.updateSquare(i)) * Math.sqrt(square);
        return lengths > 0 ? Math.max(-1, Math.min(1, product / lengths)) : Double.NaN;
    }
}
