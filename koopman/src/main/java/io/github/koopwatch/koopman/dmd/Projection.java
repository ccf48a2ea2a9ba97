/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * What a fit has found before its eigenvalues are taken, in units in which the rows' rounding is known.
 *
 * @param operator à = Uᵀ Y V S⁻¹, [rank][rank]
 * @param outside the part of A U that leaves the subspace
 * @param missed (Uᵀ Y - à Uᵀ X)ᵀ, what the operator does not predict within the subspace, [pairs][rank]
 * @param sigma singular values kept, descending
 * @param motionSquare ‖X‖²
 * @param errorSquare ‖Y - U à Uᵀ X‖²
 * @param targetSquare ‖Y‖²
 * @param noise rounding of inner products, in the units of the squares above; 0 when the rows themselves were factored
 */
record Projection(
        DMatrixRMaj operator,
        Outside outside,
        DMatrixRMaj missed,
        double[] sigma,
        double motionSquare,
        double errorSquare,
        double targetSquare,
        double noise) {
    /** Rounding of the smallest mode's square that still leaves eigenvalues right to 1e-9 and mostly far better. */
    private static final double HARMLESS = 1e-9;

    /** Factor by which a square must exceed its rounding to be good to three digits. */
    private static final double CLEAR = 1e3;

    /** The spectrum, by the eigenvalues of the operator. */
    Pairs.Fit fit(boolean refine) {
        Ritz ritz = Ritz.of(operator);
        if (ritz.size() == 0 || !finite(ritz.re(), ritz.im(), new double[] {errorSquare, targetSquare})) {
            return wild();
        }
        Mode[] modes = modes(ritz, refine);
        double[] re = each(modes, j -> modes[j].re());
        double[] im = each(modes, j -> modes[j].im());
        double[] squares = each(modes, j -> residualSquare(modes[j], refine));
        double[] coordinates = each(modes, j -> coordinateResidual(modes[j], ritz, j));
        double[] energies = each(modes, j -> energy(modes[j]));
        if (!finite(re, im, squares, coordinates, energies)) {
            return wild();
        }
        int[] order = Eigenvalues.order(re, im);
        double[] residuals = each(modes, j -> Math.sqrt(Math.max(0, squares[order[j]])));
        Spectrum spectrum = new Spectrum(
                new Eigenvalues(re, im),
                residuals,
                Eigenvalues.pick(coordinates, order),
                Eigenvalues.pick(energies, order),
                modes.length,
                oneStepError());
        return new Pairs.Fit(spectrum, trusted(Arrays.stream(squares).min().getAsDouble()));
    }

    private Mode[] modes(Ritz ritz, boolean refine) {
        Refinement refinement = refine ? new Refinement(operator, outside) : null;
        return IntStream.range(0, ritz.size())
                .mapToObj(j -> Mode.of(ritz, j))
                .map(mode -> refinement == null ? mode : refinement.refine(mode))
                .toArray(Mode[]::new);
    }

    /** ‖A z - ρ z‖² with z = U w. */
    private double residualSquare(Mode mode, boolean refined) {
        double leaves = outside.square(mode.a()) + outside.square(mode.b());
        return refined ? leaves + mode.offSquare(operator) : leaves;
    }

    /**
     * ‖q*(UᵀY - ρ UᵀX)‖ / ‖q*UᵀX‖ with the left eigenvector q* à = λ q*. What the least squares fit misses is orthogonal
     * to UᵀX = S Vᵀ, so the square is ‖q*(UᵀY - à UᵀX)‖² / ‖q*S‖² + |λ - ρ|².
     */
    private double coordinateResidual(Mode mode, Ritz ritz, int j) {
        InverseIteration.Vector q = ritz.left()[j];
        double turned = ritz.im()[j] == 0 ? 0 : Matrices.imageSquare(missed, q.im());
        double missedSquare = Matrices.imageSquare(missed, q.re()) + turned;
        double moved = Math.hypot(mode.re() - ritz.re()[j], mode.im() - ritz.im()[j]);
        return Math.hypot(Math.sqrt(missedSquare / alongSquare(q.re(), q.im())), moved);
    }

    /** ‖z* X‖² / ‖X‖². */
    private double energy(Mode mode) {
        return Math.min(1, alongSquare(mode.a(), mode.b()) / motionSquare);
    }

    /** ‖(a + i b)* S‖². */
    private double alongSquare(double[] a, double[] b) {
        double square = 0;
        for (int i = 0; i < sigma.length; i++) {
            square += sigma[i] * sigma[i] * (a[i] * a[i] + b[i] * b[i]);
        }
        return square;
    }

    private double oneStepError() {
        return targetSquare == 0 ? 0 : Math.sqrt(Math.max(0, errorSquare) / targetSquare);
    }

    /** The rounding of a mode's square is noise / smallest relative to it, and so is that of the square residuals. */
    private boolean trusted(double leastResidual) {
        double smallest = sigma[sigma.length - 1];
        double relative = noise / (smallest * smallest);
        return relative <= HARMLESS
                && (noise == 0 || leastResidual > CLEAR * relative)
                && errorSquare >= CLEAR * operator.numRows * noise;
    }

    private static Pairs.Fit wild() {
        return new Pairs.Fit(new Degenerate("the rows change too much for double precision"), false);
    }

    private static double[] each(Mode[] modes, IntToDoubleFunction value) {
        return IntStream.range(0, modes.length).mapToDouble(value).toArray();
    }

    private static boolean finite(double[]... arrays) {
        return Arrays.stream(arrays).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
    }
}
