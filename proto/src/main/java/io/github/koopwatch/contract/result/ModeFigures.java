/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is said of each mode beside its eigenvalue and residual, in the order of the eigenvalues; empty without a spectrum
 * and in documents of earlier versions.
 *
 * @param eigenfunctionResiduals ‖q*(Uᵀ Y − λ Uᵀ X)‖ / ‖q* Uᵀ X‖ (ResDMD), q the left eigenvector
 * @param energies ‖z* X‖² / ‖X‖², z the mode: share of the motion along it
 * @param halfLives publisher's steps until |λ|^t is 1/2; NaN where |λ| ≥ 1
 * @param frequencies cycles per publisher's step
 */
public record ModeFigures(
        double[] eigenfunctionResiduals, double[] energies, double[] halfLives, double[] frequencies) {
    /** Takes null, which a reader gives for a field that is missing, as empty. */
    public ModeFigures(
            double @Nullable [] eigenfunctionResiduals,
            double @Nullable [] energies,
            double @Nullable [] halfLives,
            double @Nullable [] frequencies) {
        this.eigenfunctionResiduals = orEmpty(eigenfunctionResiduals);
        this.energies = orEmpty(energies);
        this.halfLives = orEmpty(halfLives);
        this.frequencies = orEmpty(frequencies);
    }

    /** Beyond it the next value of a mode's coordinate is noise, or chaos, rather than a multiple of the last. */
    private static final double LARGE = 0.5;

    /**
     * Share of the modes' energies in those whose eigenfunction residual is above one half: of a deterministic motion the
     * part that has no point spectrum; NaN without modes that say.
     */
    @JsonProperty(value = "unresolved_share", access = JsonProperty.Access.READ_ONLY)
    public double unresolvedShare() {
        double all = 0;
        double unresolved = 0;
        for (int i = 0; i < Math.min(energies.length, eigenfunctionResiduals.length); i++) {
            all += energies[i];
            unresolved += eigenfunctionResiduals[i] > LARGE ? energies[i] : 0;
        }
        return all > 0 ? unresolved / all : Double.NaN;
    }

    public static ModeFigures none() {
        return new ModeFigures(null, null, null, null);
    }

    private static double[] orEmpty(double @Nullable [] values) {
        return Objects.requireNonNullElseGet(values, () -> new double[0]);
    }
}
