/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Koopman spectrum of one window of one observable.
 *
 * @param run key of the run; offline the file's stem
 * @param observable key of the observable
 * @param preset preset of the analysis, {@code custom} once an option overrides it
 * @param incarnation the run's incarnation; 0 offline
 * @param firstStep publisher's step of the window's first raw snapshot, inclusive
 * @param lastStep publisher's step of its last raw snapshot, inclusive
 * @param partial true for the early spectrum that preset paper emits before its first full window
 * @param rank number of modes kept
 * @param eigenvalues [rank][re, im], by modulus, largest first, then imag ≥ 0 first
 * @param residuals [rank] mode residuals as in LAPACK's xGEDMD
 * @param modes [rank] slot of each eigenvalue's tracked mode
 * @param spectralRadius largest modulus
 * @param oneStepError ‖Y − U Ã Uᵀ X‖_F / ‖Y‖_F
 * @param effectiveRank exp of the entropy of σ²/Σσ² of the centred window
 * @param updateEnergy mean ‖x_{t+1} − x_t‖² over the last hop rows
 * @param updateCoherence mean cosine of consecutive updates there
 * @param degenerate null, or why there are no eigenvalues
 * @param modeFigures further figures of each mode; flat in JSON
 * @param motion further figures of the window; flat in JSON
 */
public record WindowSpectrum(
        String run,
        String observable,
        String preset,
        long incarnation,
        long firstStep,
        long lastStep,
        boolean partial,
        int rank,
        List<double[]> eigenvalues,
        double[] residuals,
        int[] modes,
        double spectralRadius,
        double oneStepError,
        double effectiveRank,
        double updateEnergy,
        double updateCoherence,
        @Nullable String degenerate,
        @JsonUnwrapped ModeFigures modeFigures,
        @JsonUnwrapped MotionFigures motion) {}
