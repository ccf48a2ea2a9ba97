/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.koopman.detect;

/**
 * Values of the fast channels at one step, dimensionless; logarithms are natural.
 *
 * @param updateEnergy u: ln of the squared length of the update plus the rounding floor
 * @param coherence c: atanh of the cosine of this update with the one before
 * @param displacement x: ln of the squared displacement over 16 steps against the sum of the 16 squared updates; NaN
 *     until 17 snapshots are there
 * @param radial r: atanh of the cosine of the update with the weights before it
 * @param resting share of the coordinates that did not move at all
 * @param groupEnergies u of each parameter group
 * @param aboveFloor ln(energy / rounding floor): ln 2 and less means that nothing moves
 * @param groupsAboveFloor the same of each parameter group
 */
public record ChannelValues(
        double updateEnergy,
        double coherence,
        double displacement,
        double radial,
        double resting,
        double[] groupEnergies,
        double aboveFloor,
        double[] groupsAboveFloor) {

    /**
     * n: ln of the energy of the part of the update that is orthogonal to the one before, e (1 - cos^2). Under momentum an
     * update repeats most of the one before, so that e changes only by and by and its values hang together; what is new in
     * it is this step's gradient alone.
     */
    public double innovation() {
        return updateEnergy - 2 * StrictMath.log(StrictMath.cosh(coherence));
    }
}
