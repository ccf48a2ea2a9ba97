/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent.survival;

/**
 * One scene of a schedule.
 *
 * @param waitMs of undisturbed publishing before it
 * @param seed of everything that it chooses
 */
record Act(Scene scene, long waitMs, long seed) {}
