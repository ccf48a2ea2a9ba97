/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.dmd;

import java.util.Arrays;

/**
 * The Koopman spectrum of a window.
 *
 * <p>The arrays are in the order of the eigenvalues and not to be written to.
 *
 * @param eigenvalues of the projected operator à = Uᵀ Y V S⁻¹; with refinement, the Rayleigh quotients of refined pairs
 * @param residuals of the modes z_j = U w_j: ‖A z_j - λ_j z_j‖ with ‖z_j‖ = 1, as LAPACK's xGEDMD returns them
 * @param eigenfunctionResiduals ‖q_j*(Uᵀ Y - λ_j Uᵀ X)‖ / ‖q_j* Uᵀ X‖ with the left eigenvectors q_j of Ã: how far the
 *     scalar q_j* Uᵀ x is from a factor λ_j per row (ResDMD for linear observables, Colbrook, Ayton and Szőke 2023)
 * @param energies ‖z_j* X‖² / ‖X‖²: share of the motion along the mode's direction, in [0, 1]
 * @param rank modes kept
 * @param oneStepError ‖Y - U à Uᵀ X‖_F / ‖Y‖_F
 */
public record Spectrum(
        Eigenvalues eigenvalues,
        double[] residuals,
        double[] eigenfunctionResiduals,
        double[] energies,
        int rank,
        double oneStepError)
        implements DmdResult {
    public Spectrum {
        perMode("residuals", residuals, eigenvalues);
        perMode("eigenfunction residuals", eigenfunctionResiduals, eigenvalues);
        perMode("energies", energies, eigenvalues);
    }

    private static void perMode(String name, double[] values, Eigenvalues eigenvalues) {
        if (values.length != eigenvalues.size()) {
            throw new IllegalArgumentException(
                    name + ": expected " + eigenvalues.size() + " values, got " + values.length);
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
                && Arrays.equals(eigenfunctionResiduals, that.eigenfunctionResiduals)
                && Arrays.equals(energies, that.energies)
                && rank == that.rank
                && Double.compare(oneStepError, that.oneStepError) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * eigenvalues.hashCode() + Arrays.hashCode(residuals);
    }
}
