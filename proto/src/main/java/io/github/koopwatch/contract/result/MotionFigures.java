/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the window moves, without a fit. NaN stands for what it does not say and for a field that an earlier version did not
 * write.
 *
 * @param numericalRank singular values of the centred rows above rounding
 * @param svhtRank of those, above the threshold of Gavish and Donoho, 1 to pairs/3
 * @param displacementRatio net displacement squared over the sum of squared updates
 * @param radialCosine mean cosine of an update and the weights before it over the last hop rows
 * @param groupEnergies mean squared update of each parameter group over the last hop rows
 * @param diffusionExponent slope of log mean squared displacement over log lag
 * @param phaseOscillation share of the lagged covariance that circulates, in [0, 1]
 */
public record MotionFigures(
        double numericalRank,
        double svhtRank,
        double displacementRatio,
        double radialCosine,
        double[] groupEnergies,
        double diffusionExponent,
        double phaseOscillation) {
    /** Takes null, which a reader gives for a field that is missing, as no groups. */
    public MotionFigures(
            double numericalRank,
            double svhtRank,
            double displacementRatio,
            double radialCosine,
            double @Nullable [] groupEnergies,
            double diffusionExponent,
            double phaseOscillation) {
        this.numericalRank = numericalRank;
        this.svhtRank = svhtRank;
        this.displacementRatio = displacementRatio;
        this.radialCosine = radialCosine;
        this.groupEnergies = Objects.requireNonNullElseGet(groupEnergies, () -> new double[0]);
        this.diffusionExponent = diffusionExponent;
        this.phaseOscillation = phaseOscillation;
    }

    public static MotionFigures none() {
        double none = Double.NaN;
        return new MotionFigures(none, none, none, none, null, none, none);
    }
}
