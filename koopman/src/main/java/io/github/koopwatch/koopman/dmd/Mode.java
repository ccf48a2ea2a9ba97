/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import org.ejml.data.DMatrixRMaj;

/**
 * An eigenvalue ρ = re + i im and the direction U w, w = a + i b, that goes with it.
 *
 * @param a real parts of w, ‖w‖ = 1
 * @param b imaginary parts of w
 */
record Mode(double re, double im, double[] a, double[] b) {
    /** The Ritz pair j. */
    static Mode of(Ritz ritz, int j) {
        return new Mode(ritz.re()[j], ritz.im()[j], ritz.real()[j], ritz.imaginary()[j]);
    }

    /** The direction w with its Rayleigh quotient ρ = w* Ã w. */
    static Mode of(DMatrixRMaj operator, double[] a, double[] b) {
        double[] imageA = Matrices.times(operator, a);
        double[] imageB = Matrices.times(operator, b);
        return new Mode(
                Matrices.dot(a, imageA) + Matrices.dot(b, imageB),
                Matrices.dot(a, imageB) - Matrices.dot(b, imageA),
                a,
                b);
    }

    /** The mode of the conjugate eigenvalue. */
    Mode conjugate() {
        double[] negative = b.clone();
        for (int i = 0; i < negative.length; i++) {
            negative[i] = -negative[i];
        }
        return new Mode(re, -im, a, negative);
    }

    /** ‖(Ã - ρ) w‖²: 0 up to rounding for a Ritz pair. */
    double offSquare(DMatrixRMaj operator) {
        double[] imageA = Matrices.times(operator, a);
        double[] imageB = Matrices.times(operator, b);
        double square = 0;
        for (int i = 0; i < a.length; i++) {
            double x = imageA[i] - re * a[i] + im * b[i];
            double y = imageB[i] - re * b[i] - im * a[i];
            square += x * x + y * y;
        }
        return square;
    }
}
