/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;

/**
 * What a fit has found before its eigenvalues are taken, in units in which the rows' rounding is known.
 *
 * @param operator à = Uᵀ Y V S⁻¹, [rank][rank]
 * @param outside v ↦ ‖E v‖² with E = (I - U Uᵀ) Y V S⁻¹, the part of A U that leaves the subspace
 * @param errorSquare ‖Y - U à Uᵀ X‖²
 * @param targetSquare ‖Y‖²
 * @param smallest square of the smallest singular value kept
 * @param noise rounding of inner products, in the units of the squares above; 0 when the rows themselves were factored
 */
record Projection(
        DMatrixRMaj operator,
        ToDoubleFunction<double[]> outside,
        double errorSquare,
        double targetSquare,
        double smallest,
        double noise) {
    /** Rounding of the smallest mode's square that still leaves eigenvalues right to 1e-9 and mostly far better. */
    private static final double HARMLESS = 1e-9;

    /** Factor by which a square must exceed its rounding to be good to three digits. */
    private static final double CLEAR = 1e3;

    /** The spectrum, by the eigenvalues of the operator. */
    Pairs.Fit fit() {
        Ritz ritz = Ritz.of(operator);
        double[] squares = new double[ritz.size()];
        Arrays.setAll(squares, j -> outside.applyAsDouble(ritz.real()[j]) + outside.applyAsDouble(ritz.imaginary()[j]));
        if (squares.length == 0 || !finite(ritz.re(), ritz.im(), squares, new double[] {errorSquare, targetSquare})) {
            return new Pairs.Fit(new Degenerate("the rows change too much for double precision"), false);
        }
        double[] residuals =
                Arrays.stream(squares).map(r -> Math.sqrt(Math.max(0, r))).toArray();
        Eigenvalues eigenvalues = new Eigenvalues(ritz.re(), ritz.im());
        double least = Arrays.stream(squares).min().getAsDouble();
        return new Pairs.Fit(new Spectrum(eigenvalues, residuals, residuals.length, oneStepError()), trusted(least));
    }

    private double oneStepError() {
        return targetSquare == 0 ? 0 : Math.sqrt(Math.max(0, errorSquare) / targetSquare);
    }

    /** The rounding of a mode's square is noise / smallest relative to it, and so is that of the square residuals. */
    private boolean trusted(double leastResidual) {
        double relative = noise / smallest;
        return relative <= HARMLESS
                && (noise == 0 || leastResidual > CLEAR * relative)
                && errorSquare >= CLEAR * operator.numRows * noise;
    }

    private static boolean finite(double[]... arrays) {
        return Arrays.stream(arrays).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    }
}
