/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

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
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < squares.length; j++) {
            squares[j] = outside.applyAsDouble(ritz.real()[j]) + outside.applyAsDouble(ritz.imaginary()[j]);
            least = Math.min(least, squares[j]);
            squares[j] = Math.sqrt(Math.max(0, squares[j]));
        }
        if (ritz.size() == 0 || !finite(ritz.re(), ritz.im(), squares, new double[] {errorSquare, targetSquare})) {
            return new Pairs.Fit(new Degenerate("the rows change too much for double precision"), noise == 0);
        }
        Eigenvalues eigenvalues = new Eigenvalues(ritz.re(), ritz.im());
        return new Pairs.Fit(new Spectrum(eigenvalues, squares, squares.length, oneStepError()), trusted(least));
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
        for (double[] values : arrays) {
            for (double value : values) {
                if (!Double.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }
}
