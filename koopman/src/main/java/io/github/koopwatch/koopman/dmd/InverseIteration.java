/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Eigenvectors of an upper Hessenberg matrix H, with entries of order 1, for a known eigenvalue λ, by inverse iteration as
 * in LAPACK's xLAEIN: H - λ I = P L U with pivots between neighbouring rows, a pivot of 0 replaced by one at the rounding
 * level. O(n²).
 */
final class InverseIteration {
    private static final int STEPS = 3;

    private final int n;
    private final double[][] upperRe;
    private final double[][] upperIm;
    private final double[] factorRe; // multiple of row j taken from row j + 1
    private final double[] factorIm;
    private final boolean[] swapped; // whether rows j and j + 1 were exchanged first
    private final double[] re; // the iterate
    private final double[] im;

    /** A vector of length 1. @param re real parts @param im imaginary parts */
    record Vector(double[] re, double[] im) {}

    private InverseIteration(DMatrixRMaj h, double lambdaRe, double lambdaIm) {
        n = h.numRows;
        upperRe = new double[n][n];
        upperIm = new double[n][n];
        factorRe = new double[n];
        factorIm = new double[n];
        swapped = new boolean[n];
        re = new double[n];
        im = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = Math.max(0, i - 1); j < n; j++) {
                upperRe[i][j] = h.get(i, j);
            }
            upperRe[i][i] -= lambdaRe;
            upperIm[i][i] = -lambdaIm;
        }
    }

    /** For the eigenvalue λ of H. */
    static InverseIteration of(DMatrixRMaj h, double lambdaRe, double lambdaIm) {
        InverseIteration iteration = new InverseIteration(h, lambdaRe, lambdaIm);
        iteration.factor();
        return iteration;
    }

    /** v with H v = λ v. */
    Vector right() {
        start();
        for (int step = 0; step < STEPS; step++) {
            forward();
            back();
            normalise();
        }
        return new Vector(re.clone(), im.clone());
    }

    /** q with q* H = λ q*, by (H - λ I)* = U* L* P*. */
    Vector left() {
        start();
        for (int step = 0; step < STEPS; step++) {
            forwardAdjoint();
            backAdjoint();
            normalise();
        }
        return new Vector(re.clone(), im.clone());
    }

    private void start() {
        Arrays.fill(re, 1);
        Arrays.fill(im, 0);
        normalise();
    }

    private void factor() {
        for (int j = 0; j < n; j++) {
            if (j + 1 < n && square(j + 1, j) > square(j, j)) {
                swap(upperRe, j);
                swap(upperIm, j);
                swapped[j] = true;
            }
            if (square(j, j) < RankRule.EPS * RankRule.EPS) {
                upperRe[j][j] = RankRule.EPS;
                upperIm[j][j] = 0;
            }
            if (j + 1 < n) {
                eliminate(j);
            }
        }
    }

    private void eliminate(int j) {
        double pivotRe = upperRe[j][j];
        double pivotIm = upperIm[j][j];
        double a = upperRe[j + 1][j];
        double b = upperIm[j + 1][j];
        double square = pivotRe * pivotRe + pivotIm * pivotIm;
        factorRe[j] = (a * pivotRe + b * pivotIm) / square;
        factorIm[j] = (b * pivotRe - a * pivotIm) / square;
        for (int k = j; k < n; k++) {
            upperRe[j + 1][k] -= factorRe[j] * upperRe[j][k] - factorIm[j] * upperIm[j][k];
            upperIm[j + 1][k] -= factorRe[j] * upperIm[j][k] + factorIm[j] * upperRe[j][k];
        }
    }

    private void forward() {
        for (int j = 0; j + 1 < n; j++) {
            if (swapped[j]) {
                swap(re, j);
                swap(im, j);
            }
            double a = re[j];
            double b = im[j];
            re[j + 1] -= factorRe[j] * a - factorIm[j] * b;
            im[j + 1] -= factorRe[j] * b + factorIm[j] * a;
        }
    }

    private void back() {
        for (int i = n - 1; i >= 0; i--) {
            double a = re[i];
            double b = im[i];
            for (int k = i + 1; k < n; k++) {
                a -= upperRe[i][k] * re[k] - upperIm[i][k] * im[k];
                b -= upperRe[i][k] * im[k] + upperIm[i][k] * re[k];
            }
            double pivotRe = upperRe[i][i];
            double pivotIm = upperIm[i][i];
            double square = pivotRe * pivotRe + pivotIm * pivotIm;
            re[i] = (a * pivotRe + b * pivotIm) / square;
            im[i] = (b * pivotRe - a * pivotIm) / square;
        }
    }

    private void forwardAdjoint() {
        for (int i = 0; i < n; i++) {
            double a = re[i];
            double b = im[i];
            for (int k = 0; k < i; k++) {
                a -= upperRe[k][i] * re[k] + upperIm[k][i] * im[k];
                b -= upperRe[k][i] * im[k] - upperIm[k][i] * re[k];
            }
            double pivotRe = upperRe[i][i];
            double pivotIm = -upperIm[i][i];
            double square = pivotRe * pivotRe + pivotIm * pivotIm;
            re[i] = (a * pivotRe + b * pivotIm) / square;
            im[i] = (b * pivotRe - a * pivotIm) / square;
        }
    }

    private void backAdjoint() {
        for (int j = n - 2; j >= 0; j--) {
            double a = re[j + 1];
            double b = im[j + 1];
            re[j] -= factorRe[j] * a + factorIm[j] * b;
            im[j] -= factorRe[j] * b - factorIm[j] * a;
            if (swapped[j]) {
                swap(re, j);
                swap(im, j);
            }
        }
    }

    private void normalise() {
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.max(Math.abs(re[i]), Math.abs(im[i])));
        }
        double square = 0;
        for (int i = 0; i < n; i++) {
            re[i] /= largest;
            im[i] /= largest;
            square += re[i] * re[i] + im[i] * im[i];
        }
        double length = Math.sqrt(square);
        for (int i = 0; i < n; i++) {
            re[i] /= length;
            im[i] /= length;
        }
    }

    /** Square modulus; entries are of order 1. */
    private double square(int i, int j) {
        return upperRe[i][j] * upperRe[i][j] + upperIm[i][j] * upperIm[i][j];
    }

    private static void swap(double[][] rows, int j) {
        double[] kept = rows[j];
        rows[j] = rows[j + 1];
        rows[j + 1] = kept;
    }

    private static void swap(double[] values, int j) {
        double kept = values[j];
        values[j] = values[j + 1];
        values[j + 1] = kept;
    }
}
