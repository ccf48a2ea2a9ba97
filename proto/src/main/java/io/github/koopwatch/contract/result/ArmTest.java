/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import org.jspecify.annotations.Nullable;

/**
 * Where the sequential comparison of two arms stands.
 *
 * @param verdict {@code different}, {@code equivalent} or {@code undecided}
 * @param alpha what the newest look might spend; NaN before the first
 * @param sinceStep the step of the look at which they were first called different; null while they were not
 * @param onsetStep first step of the block of windows that spoke; null likewise
 * @param look number of the newest look that was taken, 0 before the first
 * @param looks number of looks that are due at the steps reached so far, taken or not
 * @param nextLookStep last step of the windows of the next look that can be taken
 * @param replicas runs of {@code arm} in the newest look or, before the first, with windows
 * @param otherReplicas those of the other arm
 * @param replicasNeeded replicas a side with which the next look could speak
 * @param smallestP the smallest p-value that the replicas of today can give
 * @param bound with confidence 1 - alpha, by what share of the distance within arms the arms lie farther apart; NaN for
 *     fewer than four replicas a side
 * @param sentence all of it in plain words
 */
public record ArmTest(
        String verdict,
        double alpha,
        @Nullable Long sinceStep,
        @Nullable Long onsetStep,
        int look,
        int looks,
        @Nullable Long nextLookStep,
        int replicas,
        int otherReplicas,
        int replicasNeeded,
        double smallestP,
        double bound,
        String sentence) {}
