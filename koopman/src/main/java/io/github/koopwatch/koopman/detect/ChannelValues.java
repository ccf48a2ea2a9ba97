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
 * @param groupEnergies u of each parameter group
 * @param aboveFloor ln(energy / rounding floor): ln 2 and less means that nothing moves
 * @param groupsAboveFloor the same of each parameter group
 */
public record ChannelValues(
        double updateEnergy,
        double coherence,
        double displacement,
        double radial,
        double[] groupEnergies,
        double aboveFloor,
        double[] groupsAboveFloor) {}
