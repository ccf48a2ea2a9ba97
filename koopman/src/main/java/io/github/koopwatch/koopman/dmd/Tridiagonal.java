/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import java.util.Optional;

/**
 * A symmetric tridiagonal matrix T and its eigenvalues; the arrays are not to be written to.
 *
 * @param diagonal [n]
 * @param beside the entries beside the diagonal, [n - 1]
 * @param values eigenvalues, descending
 */
record Tridiagonal(double[] diagonal, double[] beside, double[] values) {
    /** Of the first n diagonal entries; empty when the QL iteration does not converge. */
    static Optional<Tridiagonal> of(double[] diagonal, double[] beside, int n) {
        double[] d = Arrays.copyOf(diagonal, n);
        double[] e = Arrays.copyOf(beside, n - 1);
        return RootFreeQl.values(d, e, n).map(values -> new Tridiagonal(d, e, values));
    }

    int size() {
        return values.length;
    }

    double largest() {
        return values[0];
    }

    double trace() {
        return Arrays.stream(diagonal).sum();
    }

    /** ‖T‖_F². */
    double square() {
        double sum = 0;
        for (double entry : diagonal) {
            sum += entry * entry;
        }
        for (double entry : beside) {
            sum += 2 * entry * entry;
        }
        return sum;
    }

    /** Eigenvalues above x. */
    int above(double x) {
        return (int) Arrays.stream(values).filter(value -> value > x).count();
    }

    /** Eigenvalues above x once {@code raise} is added to the last diagonal entry: the signs of LDLᵀ (Sylvester). */
    int aboveRaised(double x, double raise) {
        int positive = 0;
        double pivot = 1;
        for (int i = 0; i < size(); i++) {
            double coupling = i == 0 ? 0 : beside[i - 1] * beside[i - 1] / pivot;
            pivot = diagonal[i] + (i == size() - 1 ? raise : 0) - x - coupling;
            pivot = pivot == 0 ? Double.MIN_NORMAL : pivot;
            positive += pivot > 0 ? 1 : 0;
        }
        return positive;
    }

    /** Unit eigenvectors of the {@code count} largest eigenvalues, [value][entry], by inverse iteration. */
    double[][] vectors(int count) {
        double[][] vectors = new double[count][];
        for (int j = 0; j < count; j++) {
            ShiftedTridiagonal shifted = new ShiftedTridiagonal(this, values[j]);
            double[] v = new double[size()];
            Arrays.fill(v, 1);
            for (int iteration = 0; iteration < 2; iteration++) {
                shifted.solve(v);
                for (int i = 0; i < j; i++) {
                    Vectors.add(v, -Vectors.dot(v, vectors[i]), vectors[i]);
                }
                Vectors.scale(v, 1 / Vectors.norm(v));
            }
            vectors[j] = v;
        }
        return vectors;
    }
}
