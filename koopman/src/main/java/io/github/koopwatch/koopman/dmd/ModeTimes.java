/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.stream.IntStream;

/**
 * What the eigenvalues say in the publisher's steps. A half-life much longer than the window, or a frequency below one cycle
 * per window, is not resolved by it.
 *
 * @param halfLives steps until |λ|^t is 1/2; NaN where |λ| ≥ 1
 * @param frequencies |arg λ| / 2π over the steps between rows, in cycles per step: 0 for a positive real λ, one cycle in two rows
 *     for a negative one
 */
public record ModeTimes(double[] halfLives, double[] frequencies) {
    /** @param rowStride publisher's steps between rows */
    public static ModeTimes of(Eigenvalues eigenvalues, long rowStride) {
        return new ModeTimes(
                IntStream.range(0, eigenvalues.size())
                        .mapToDouble(i -> halfLife(eigenvalues.modulus(i)) * rowStride)
                        .toArray(),
                IntStream.range(0, eigenvalues.size())
                        .mapToDouble(i -> angle(eigenvalues, i) / (2 * Math.PI * rowStride))
                        .toArray());
    }

    private static double halfLife(double modulus) {
        return modulus < 1 ? Math.log(2) / -Math.log(modulus) : Double.NaN;
    }

    private static double angle(Eigenvalues eigenvalues, int i) {
        return Math.abs(Math.atan2(eigenvalues.im()[i], eigenvalues.re()[i]));
    }
}
