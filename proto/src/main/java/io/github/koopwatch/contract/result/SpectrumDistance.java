/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.contract.result;

import org.jspecify.annotations.Nullable;

/**
 * Wasserstein distance between two spectra.
 *
 * @param reference {@code previous}, {@code early}, {@code baseline}, {@code pair} or {@code arm}
 * @param other the other run; null for previous and early
 * @param firstStep first step of the later window
 * @param lastStep last step of the later window
 * @param w1 mean cost of the optimal transport between the eigenvalues
 * @param nullW1Mean mean distance under the null, NaN where there is none yet
 * @param pValue NaN where no test was made
 * @param test where the sequential comparison stands; null but for arms
 */
public record SpectrumDistance(
        String group,
        @Nullable String run,
        @Nullable String other,
        @Nullable String arm,
        @Nullable String otherArm,
        String observable,
        String preset,
        long incarnation,
        @Nullable Long otherIncarnation,
        String reference,
        long firstStep,
        long lastStep,
        boolean partial,
        double w1,
        double nullW1Mean,
        double pValue,
        @Nullable ArmTest test) {
    /** A distance between runs, of which no test is made. */
    public SpectrumDistance(
            String group,
            @Nullable String run,
            @Nullable String other,
            @Nullable String arm,
            @Nullable String otherArm,
            String observable,
            String preset,
            long incarnation,
            @Nullable Long otherIncarnation,
            String reference,
            long firstStep,
            long lastStep,
            boolean partial,
            double w1,
            double nullW1Mean,
            double pValue) {
        this(
                group,
                run,
                other,
                arm,
                otherArm,
                observable,
                preset,
                incarnation,
                otherIncarnation,
                reference,
                firstStep,
                lastStep,
                partial,
                w1,
                nullW1Mean,
                pValue,
                null);
    }
}
