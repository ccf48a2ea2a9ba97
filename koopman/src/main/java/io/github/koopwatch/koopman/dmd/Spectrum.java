/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;

/**
 * The Koopman spectrum of a window.
 *
 * @param eigenvalues of the projected operator à = Uᵀ Y V S⁻¹
 * @param residuals of the modes z_j = U w_j, in the order of the eigenvalues: ‖A z_j - λ_j z_j‖ with ‖z_j‖ = 1, as
 *     LAPACK's xGEDMD returns them; not to be written to
 * @param rank modes kept
 * @param oneStepError ‖Y - U à Uᵀ X‖_F / ‖Y‖_F
 */
public record Spectrum(Eigenvalues eigenvalues, double[] residuals, int rank, double oneStepError)
        implements DmdResult {
    public Spectrum {
        if (residuals.length != eigenvalues.size()) {
            throw new IllegalArgumentException(
                    "residuals: expected " + eigenvalues.size() + " values, got " + residuals.length);
        }
    }

    /** The largest modulus of an eigenvalue. */
    public double spectralRadius() {
        return eigenvalues.modulus(0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Spectrum that
                && eigenvalues.equals(that.eigenvalues)
                && Arrays.equals(residuals, that.residuals)
                && rank == that.rank
                && Double.compare(oneStepError, that.oneStepError) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * eigenvalues.hashCode() + Arrays.hashCode(residuals);
    }
}
